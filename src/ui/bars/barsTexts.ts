import { t } from '@vscode/l10n';
import { numbers } from '../../common/words';
import type { BarsProgress, SymbolEnd } from '../../market/download/barsProtocol';
import type { BarRow, DefinitionBars } from '../../workspace/barsRows';
import { escapeMarkdown } from '../tradelogs/escapeMarkdown';

/** "29 % · 12,345 bars · 410 a second · 12 s left", or why the download waits. */
export function barsProgressText({ bars, done, rate, timeLeft, waiting }: BarsProgress): string {
  if (waiting) return waiting;
  const { wholePercentOfShare, count, timeLeft: timeText } = numbers();
  const left = timeLeft === null ? '' : ` · ${t('{0} left', timeText(timeLeft))}`;
  return `${wholePercentOfShare(done)} · ${barsCount(bars)} · ${t('{0} a second', count(rate))}${left}`;
}

export function barsEndText(end: SymbolEnd & { state: 'done' }): string {
  const { symbol, bars, added, first, last, gaps, missing, source, replaced } = end;
  const kept = replaced === null ? '' : ` ${t('The file that was there is kept in data/market/replaced.')}`;
  const holes = gapsText({ gaps, missing });
  const said = t(
    '{0}: {1}, {2} to {3}, {4} of them new, from {5}; {6}.',
    symbol,
    barsCount(bars),
    day(first),
    day(last),
    added,
    source,
    holes,
  );
  return `${said}${kept}`;
}

/** "2024-12-01 to 2025-12-31 · no gaps · 3.5 days old · coinbase". */
export function barRowText(row: BarRow, now: number): string {
  const parts = [
    ...(row.first && row.last ? [t('{0} to {1}', day(row.first), day(row.last))] : []),
    ...(row.gaps === null ? [] : [gapsText(row)]),
    ...(row.fetchedAt === null ? [] : [t('{0} old', ageText(row.fetchedAt, now))]),
    row.changed ? t('changed since') : (row.source ?? (row.synthetic ? t('synthetic') : t('your own'))),
  ];
  return parts.join(' · ');
}

export function barRowTooltip(row: BarRow, now: number): string {
  if (row.source === null) return [row.file, t('It was not downloaded, and is not updated.')].join('\n');
  const lines = [
    row.file,
    t('{0} of {1} from {2}', barsCount(row.bars), `${row.answered}`, row.source),
    `${t('{0} to {1}', `${row.first}`, `${row.last}`)}, ${gapsText(row)}`,
    t('fetched {0}, {1} ago', `${row.fetchedAt}`, ageText(row.fetchedAt ?? '', now)),
    ...(row.changed ? [t('It was changed since it was downloaded, and is not updated.')] : []),
  ];
  return lines.join('\n');
}

/** The hover over a symbol of a definition, in Markdown. @param row the symbol's bar file, with its gaps. */
export function barsMarkdown({ symbol, wanted }: DefinitionBars, row: BarRow | null, now: number): string {
  const lack = wanted
    ? `\n\n${escapeMarkdown(t('The backtest needs {0} to {1}: Quick Fix downloads it.', wanted.from, wanted.to))}`
    : '';
  if (!row) return `**${escapeMarkdown(symbol)}**: ${t('there are no bars yet.')}${lack}`;
  const count = row.bars === null ? '' : `${barsCount(row.bars)} · `;
  return `**${escapeMarkdown(symbol)}** ${escapeMarkdown(row.timeframe)} · ${count}${escapeMarkdown(barRowText(row, now))}${lack}`;
}

function gapsText({ gaps, missing }: { gaps: number | null; missing: number | null }): string {
  if (gaps === 0) return t('no gaps');
  return gaps === 1
    ? t('1 gap of {0}', barsCount(missing))
    : t('{0} bars missing in {1} gaps', numbers().count(missing), numbers().count(gaps));
}

const barsCount = (count: number | null) =>
  count === 1 ? t('1 bar') : t('{0} bars', numbers().count(count));

const ageText = (time: string, now: number) => numbers().duration(Math.max(0, now - Date.parse(time)));

const day = (time: string) => time.slice(0, 10);
