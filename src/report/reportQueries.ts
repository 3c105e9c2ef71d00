import { asProblem, type Problem } from '../common/problem';
import { packAnswer } from './packReport';
import type { ReportService } from './reportData';
import { writeReport } from './reportHtml';
import type { PackedQueries, PageWords } from './reportProtocol';

/** What the editor asks of reports: what their page asks it, and a file of them. */
export interface EditorReportQueries extends PackedQueries {
  /**
   * Writes a report of one run, or of some side by side, as one HTML file.
   * @param file absolute.
   * @param words of the editor's language; English where they are left out.
   * @returns what kept the report from being written.
   */
  exportReport(runs: readonly string[], file: string, words?: PageWords): Promise<Problem | null>;
}

/** Answers the editor's questions about reports. @param dist the folder of the built files. */
export function reportQueries(reports: ReportService, dist: string): EditorReportQueries {
  return {
    report: async (run, known) => packAnswer(await reports.report(run, known)),
    prices: (run, symbol, from, to, most) => reports.prices(run, symbol, from, to, most),
    trade: (run, id) => reports.trade(run, id),
    providers: (run) => reports.providers(run),
    tradesCsv: (run, ids) => reports.tradesCsv(run, ids),
    exportReport: (runs, file, words) =>
      asProblem(async () => {
        await writeReport(reports, runs, dist, file, words);
        return null;
      }),
  };
}
