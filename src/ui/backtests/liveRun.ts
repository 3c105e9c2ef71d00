import { t } from '@vscode/l10n';
import type { Progress } from '../../run/process/protocol';
import { progressText } from './runTexts';

/** A backtest that runs, or waits for its turn. */
export interface LiveRun {
  /** File name of its definition without the ending. */
  readonly definition: string;
  /** Null until it has told how far it is. */
  readonly progress: Progress | null;
  readonly waits: boolean;
}

/** How far it is. */
export function liveText({ waits, progress }: LiveRun): string {
  if (waits) return t('waits for its turn');
  return progress ? progressText(progress) : t('starts');
}
