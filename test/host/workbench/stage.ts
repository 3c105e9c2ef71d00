// A window that several files of tests share, one after the other.
import type { Page } from 'playwright-core';
import type { Workbench } from './workbench';

export interface Stage {
  readonly page: Page;
  readonly workbench: Workbench;
  /** The workspace that is open at first. */
  readonly folder: string;
}

/** Longest duration of a test, ms: more than two waits that fail. */
const LONGEST = 150_000;

/**
 * Defines tests that share a window. Where one fails, a picture of the window is left in dist/test.
 * @param open opens the window before the first of them.
 * @param define defines them; what it is given can be asked once they run.
 */
export function inWindow(
  title: string,
  open: () => Promise<Omit<Stage, 'page'>>,
  define: (stage: Stage) => void,
): void {
  describe(title, function () {
    this.timeout(LONGEST);
    let opened: Omit<Stage, 'page'> | null = null;
    const stage = (): Omit<Stage, 'page'> => {
      if (!opened) throw new Error('the window is not open yet');
      return opened;
    };
    before(async () => {
      opened = await open();
    });
    after(() => opened?.workbench.close());
    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return;
      const name = this.currentTest.title.slice(0, 40).replaceAll(/\W+/g, '-');
      const { page } = stage().workbench;
      if (!page.isClosed()) await page.screenshot({ path: `dist/test/failed-${name}.png` });
    });
    define({
      get page() {
        return stage().workbench.page;
      },
      get workbench() {
        return stage().workbench;
      },
      get folder() {
        return stage().folder;
      },
    });
  });
}
