import { t } from '@vscode/l10n';
import type { CardTrade, RunCard, SimilarTrade, TradeCard } from '../../cards/cardProtocol';
import { dayText, minuteText } from '../../common/format';
import { exitReasonText, numbers, tradesCount } from '../../common/words';
import { stateText } from '../backtests/runTexts';
import { outcomeText } from '../outcomes/outcomeTexts';
import { escapeMarkdown } from './escapeMarkdown';

/** Makes a Markdown link to a command of this extension; the label is escaped. */
export type Link = (label: string, command: 'openOutcome' | 'importTrades', argument: string) => string;

/** The hover over a trade, in Markdown: the trade in a line, then what similar earlier trades did. */
export function cardMarkdown(card: TradeCard, link: Link): string {
  const { trade, of, similar, notes, id } = card;
  const lines = [headline(trade)];
  if (of > 0) lines.push(figures(card));
  lines.push(...notes.map((note) => `*${escapeMarkdown(note)}*`));
  // Before the similar trades, which would push the chart below the fold of VS Code's hover.
  if (card.chart) lines.push(image(card.chart.svg, card.chart.alt));
  if (similar.length > 0) lines.push(similar.map((one) => similarLine(one, link)).join('\n'));
  if (trade.reasoning) lines.push(escapeMarkdown(trade.reasoning));
  if (id !== null) lines.push(link(t('Open outcome'), 'openOutcome', id));
  return lines.join('\n\n');
}

/** The hover over a run's run.json, in Markdown. */
export function runMarkdown(card: RunCard, link: Link): string {
  const { name, state, totalReturn, trades, wins, interval, synthetic, active, best, worst } = card;
  const result = totalReturn === null ? '' : ` · ${numbers().signedPercentOfShare(totalReturn)}`;
  const lines = [
    `**${escapeMarkdown(name)}** ${escapeMarkdown(stateText(state))}${result}${synthetic ? ` · ${t('synthetic bars')}` : ''}`,
  ];
  if (trades > 0 && interval)
    lines.push(
      t(
        '**{0} of {1} won** ({2}); {3} of them in active memory.',
        wins,
        tradesCount(trades),
        range(interval),
        active,
      ),
    );
  const ends = [
    [t('Best'), best],
    [t('Worst'), worst],
  ] as const;
  if (best !== worst)
    lines.push(
      ends
        .map(
          ([word, row]) =>
            row && `- ${word}: ${link(outcomeText(row), 'openOutcome', row.id)}, ${dayText(row.entryTime)}`,
        )
        .join('\n'),
    );
  return lines.join('\n\n');
}

function headline(trade: CardTrade): string {
  const { symbol, side, pnl, pnlPct, exitReason, regime, synthetic, open } = trade;
  const { entryTime, exitTime, maePct, mfePct } = trade;
  const name = [symbol ?? t('Trade'), side, pnlPct === null ? null : signedPercent(pnlPct)].filter(
    (part) => part !== null,
  );
  const amount = numbers().signedMoney(pnl);
  const money = pnl === null ? '' : pnlPct === null ? ` ${amount}` : ` (${amount})`;
  const when = [entryTime, exitTime].filter((time) => time !== null).map(dayText);
  const parts = [
    `**${escapeMarkdown(name.join(' '))}**${money}`,
    when.length === 2
      ? t('{0} to {1}', ...when)
      : when.length === 1
        ? entryTime === null
          ? t('left {0}', ...when)
          : t('entered {0}', ...when)
        : '',
    open ? t('still open') : escapeMarkdown(exitReasonText(exitReason ?? '')),
    maePct === null || mfePct === null
      ? ''
      : t('worst {0}, best {1} while held', signedPercent(-maePct), signedPercent(mfePct)),
    escapeMarkdown(regime ?? ''),
    synthetic ? t('synthetic bars') : '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

function figures({ of, wins, mean, worst, interval, known, knownWins, asOf, comparedBy }: TradeCard): string {
  const won =
    comparedBy === 'situation'
      ? t('**{0} of the {1} most similar won**', wins, of)
      : t('**{0} of the {1} latest of its kind won**', wins, of);
  const sure = interval ? ` (${range(interval)})` : '';
  return [
    `${won}${sure}.`,
    ...(mean === null || worst === null
      ? []
      : [t('Mean {0}, worst {1}.', signedPercent(mean), signedPercent(worst))]),
    t(
      'Out of {0} known as of {1}, of which {2} won.',
      known === 1 ? t('1 earlier trade') : t('{0} earlier trades', known),
      asOf === null ? t('then') : `${minuteText(asOf)} UTC`,
      numbers().wholePercentOfShare(knownWins / known),
    ),
  ].join(' ');
}

function similarLine({ outcome, situation, recency, why }: SimilarTrade, link: Link): string {
  const linked = `${link(outcomeText(outcome), 'openOutcome', outcome.id)}, ${dayText(outcome.entryTime)}`;
  if (situation === null) return `- ${linked}`;
  const parts = t(
    '{0} (situation {1} × recency {2})',
    ...[situation * recency, situation, recency].map(numbers().wholePercentOfShare),
  );
  const reasons = [
    ...(why.agree.length > 0 ? [t('alike: {0}', why.agree.join('; '))] : []),
    ...(why.differ.length > 0 ? [t('unlike: {0}', why.differ.join('; '))] : []),
  ];
  return `- ${linked}: ${parts}${reasons.length > 0 ? `  \n${escapeMarkdown(reasons.join(' — '))}` : ''}`;
}

const range = ([low, high]: readonly [number, number]) =>
  t('{0} to {1} at 95 %', numbers().whole(100 * low), numbers().wholePercentOfShare(high));
const signedPercent = (percent: number) => numbers().signedPercentOfPercent(percent, 1);

/** An image as a data URL, for which nothing is loaded. */
function image(svg: string, alt: string): string {
  return `![${escapeMarkdown(alt)}](data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')})`;
}
