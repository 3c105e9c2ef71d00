import type { Problem } from '../../common/problem';
import type { ReportActions, ReportQueries } from '../../report/reportProtocol';
import type { Progress } from '../../run/process/protocol';

/** What the page hears of while it is open. */
export interface Listener {
  show(runs: readonly string[], workspace: string): void;
  progress(progress: Progress): void;
  changed(): void;
  saveTrades(): void;
}

/** Where the page gets its runs from and what it can do there: in the editor, or in a file of its own. */
export interface Connection extends ReportQueries, Pick<ReportActions, 'saveText' | 'savePicture'> {
  /** What only an editor can do; null in a file. */
  readonly editor: Omit<ReportActions, 'saveText' | 'savePicture'> | null;
  /** What a file left out, in a sentence. */
  readonly leftOut: string | null;
  /** What was last kept, as it was kept. */
  readonly kept: unknown;
  keep(state: object): void;
  listen(listener: Listener): void;
}

/** Whether an answer is what the user must mend first. */
export function isProblem(answer: object): answer is Problem {
  return 'remedy' in answer && 'message' in answer;
}
