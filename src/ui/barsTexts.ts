import { DAY, HOUR, MINUTE } from '../market/timeframe';
import type { BarsProgress, SymbolEnd } from '../runner/bars/barsProtocol';
import type { BarRow, DefinitionBars } from '../runner/bars/barsRows';
import { escapeMarkdown, percent } from './texts';

/** "12,345 bars · 410 a second · 12 s left", or why nothing comes just now. */
export function barsProgressText({ bars, done, rate, timeLeft, waiting }: BarsProgress): string {
  if (waiting) return waiting;
  const left = timeLeft === null ? '' : ` · ${Math.ceil(timeLeft / 1000)} s left`;
  return `${percent(done)} · ${bars} bars · ${rate.toFixed(0)} a second${left}`;
}

export function barsEndText(end: SymbolEnd & { state: 'done' }): string {
  const { symbol, bars, added, first, last, gaps, missing, source, replaced } = end;
  const kept = replaced === null ? '' : ' The file that was there is kept in data/market/replaced.';
  const holes = gapsText({ gaps, missing });
  return `${symbol}: ${bars} bars, ${day(first)} to ${day(last)}, ${added} of them new, from ${source}; ${holes}.${kept}`;
}

/** "2024-12-01 to 2025-12-31 · no gaps · 3 d old · coinbase". */
export function barRowText(row: BarRow, now: number): string {
  const parts = [
    ...(row.first && row.last ? [`${day(row.first)} to ${day(row.last)}`] : []),
    ...(row.gaps === null ? [] : [gapsText(row)]),
    ...(row.fetchedAt === null ? [] : [`${ageText(row.fetchedAt, now)} old`]),
    row.changed ? 'changed since' : (row.source ?? (row.synthetic ? 'synthetic' : 'your own')),
  ];
  return parts.join(' · ');
}

export function barRowTooltip(row: BarRow, now: number): string {
  if (row.source === null) return `${row.file}\nIt was not downloaded, and is not updated.`;
  const lines = [
    row.file,
    `${row.bars} bars of ${row.answered} from ${row.source}`,
    `${row.first} to ${row.last}, ${gapsText(row)}`,
    `fetched ${row.fetchedAt}, ${ageText(row.fetchedAt ?? '', now)} ago`,
    ...(row.changed ? ['It was changed since it was downloaded, and is not updated.'] : []),
  ];
  return lines.join('\n');
}

/** The hover over a symbol of a definition. @param row its file with its gaps. */
export function barsMarkdown({ symbol, wanted }: DefinitionBars, row: BarRow | null, now: number): string {
  const lack = wanted
    ? `\n\n${escapeMarkdown(`The backtest needs ${wanted.from} to ${wanted.to}: Quick Fix downloads it.`)}`
    : '';
  if (!row) return `**${escapeMarkdown(symbol)}**: there are no bars yet.${lack}`;
  const count = row.bars === null ? '' : `${row.bars} bars · `;
  return `**${escapeMarkdown(symbol)}** ${escapeMarkdown(row.timeframe)} · ${count}${escapeMarkdown(barRowText(row, now))}${lack}`;
}

function gapsText({ gaps, missing }: { gaps: number | null; missing: number | null }): string {
  if (gaps === 0) return 'no gaps';
  return gaps === 1 ? `1 gap of ${missing} bars` : `${missing} bars missing in ${gaps} gaps`;
}

/** "5 min", "7 h", "3 d". */
function ageText(time: string, now: number): string {
  const age = Math.max(0, now - Date.parse(time));
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  return age < DAY ? `${Math.floor(age / HOUR)} h` : `${Math.floor(age / DAY)} d`;
}

const day = (time: string) => time.slice(0, 10);
