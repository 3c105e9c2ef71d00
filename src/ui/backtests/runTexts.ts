import { t } from '@vscode/l10n';
import { failingProviders } from '../../backtest/results/failing';
import { dayText } from '../../common/format';
import { failingText, numbers, tradesCount } from '../../common/words';
import { askingTexts } from '../../run/askingText';
import type { Progress } from '../../run/process/protocol';
import type { RunRow } from '../../workspace/overviewProtocol';

/** The word for a run's state. */
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
    numbers().signedPercentOfShare(total.totalReturn),
    ...failingProviders(summary.asked).map(failingText),
    tradesCount(total.trades),
    ...(total.winRate === null ? [] : [t('win rate {0}', numbers().wholePercentOfShare(total.winRate))]),
    ...synthetic,
  ].join(' · ');
}

/**
 * "2025-Q2 · 2025-04-17 · 120 trades · 10,437 · 29 % · 3 s left", "2025-Q2 · 812 of 1,620 answers · 50 % · 12 min left
 * · 9 trades".
 */
export function progressText(progress: Progress): string {
  const { benchmark, quarter, time, done, trades, equity, timeLeft, asking } = progress;
  const { wholePercentOfShare: percent, count, timeLeft: timeText } = numbers();
  const left = timeLeft === null ? '' : ` · ${t('{0} left', timeText(timeLeft))}`;
  if (benchmark) return `${t('benchmark')} · ${percent(done)}${left}`;
  const traded = tradesCount(trades);
  // What takes the time comes first: a row of the sidebar is short.
  if (asking) return `${quarter} · ${askingTexts(asking).join(' · ')} · ${percent(done)}${left} · ${traded}`;
  return `${quarter} · ${dayText(time)} · ${traded} · ${count(equity)} · ${percent(done)}${left}`;
}
