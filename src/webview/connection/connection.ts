import type { Problem } from '../../common/problem';
import type { ReportActions, ReportQueries } from '../../report/reportProtocol';
import type { Progress } from '../../run/process/protocol';

/** What the page is told while it is open. */
export interface Listener {
  show(runs: readonly string[], workspace: string): void;
  progress(progress: Progress): void;
  changed(): void;
  saveTrades(): void;
}

/** Gives the page its data and its actions, in the editor or in an exported file. */
export interface Connection extends ReportQueries, Pick<ReportActions, 'saveText' | 'savePicture'> {
  /** Actions that only an editor has; null in a file. */
  readonly editor: Omit<ReportActions, 'saveText' | 'savePicture'> | null;
  /** Says what an exported file left out; null where nothing. */
  readonly leftOut: string | null;
  /** The state that was kept last, unchecked. */
  readonly kept: unknown;
  keep(state: object): void;
  listen(listener: Listener): void;
}

/** Whether an answer is a problem that the user must solve first. */
export function isProblem(answer: object): answer is Problem {
  return 'remedy' in answer && 'message' in answer;
}
