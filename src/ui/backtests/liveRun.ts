import { t } from '@vscode/l10n';
import type { Progress } from '../../run/process/protocol';
import { progressText } from './runTexts';

/** A backtest that runs, or waits for its turn. */
export interface LiveRun {
  /** File name of the definition, without the ending. */
  readonly definition: string;
  /** Null until the run has told how far it is. */
  readonly progress: Progress | null;
  readonly waits: boolean;
}

/** Says how far a run is, or that it waits. */
export function liveText({ waits, progress }: LiveRun): string {
  if (waits) return t('waits for its turn');
  return progress ? progressText(progress) : t('starts');
}
