import { t } from '@vscode/l10n';
import { isoTime } from '../../common/calendar';
import { askingTexts, durationText } from '../../run/askingText';
import type { Progress } from '../../run/process/protocol';
import type { RunRow } from '../../workspace/workspaceProtocol';
import { percent, signedPercent, tradesCount } from '../folder/numberTexts';

/** How a run is, or how it ended. */
export function stateText(state: RunRow['state']): string {
  switch (state) {
    case 'running':
      return t('running');
    case 'done':
      return t('done');
    case 'cancelled':
      return t('cancelled');
    case 'failed':
      return t('failed');
    case 'interrupted':
      return t('interrupted');
  }
}

export function runText({ summary, state }: RunRow): string {
  const { total } = summary;
  const synthetic = summary.synthetic ? [t('synthetic')] : [];
  if (!total || total.totalReturn === null) return [stateText(state), ...synthetic].join(' · ');
  return [
    ...(state === 'done' ? [] : [stateText(state)]),
    signedPercent(total.totalReturn * 100),
    tradesCount(total.trades),
    ...(total.winRate === null ? [] : [t('{0} wins', percent(total.winRate))]),
    ...synthetic,
  ].join(' · ');
}

/** "2025-Q2 · 2025-04-17 · 120 trades · 10437 · 29 % · 3 s left", "2025-Q2 · 812 of 1620 answers · 50 % · 12 min left · 9 trades". */
export function progressText(progress: Progress): string {
  const { benchmark, quarter, time, done, trades, equity, timeLeft, asking } = progress;
  const left = timeLeft === null ? '' : ` · ${t('{0} left', durationText(timeLeft))}`;
  if (benchmark) return `${t('benchmark')} · ${percent(done)}${left}`;
  const traded = tradesCount(trades);
  // What takes the time comes first: a row of the sidebar is short.
  if (asking) return `${quarter} · ${askingTexts(asking).join(' · ')} · ${percent(done)}${left} · ${traded}`;
  return `${quarter} · ${isoTime(time).slice(0, 10)} · ${traded} · ${equity.toFixed(0)} · ${percent(done)}${left}`;
}
