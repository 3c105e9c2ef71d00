// The report's page, driven in a plain Chromium over real runs, and an exported report opened as a file.
import { definePageEndTests } from './pageEndTests';
import { definePageLookTests } from './pageLookTests';
import { definePageUseTests } from './pageUseTests';
import { ReportedRuns } from './reportedRuns';

export function defineReportPageTests(): void {
  describe('the report’s page', function () {
    this.timeout(120_000);
    const runs = new ReportedRuns();
    before(() => runs.make());
    afterEach(async function () {
      await runs.close(this.currentTest?.state === 'failed');
    });

    definePageLookTests(runs);
    definePageUseTests(runs);
    definePageEndTests(runs);
  });
}
