import { parseIsoTime } from '../../common/calendar';
import { REGIMES } from '../../market/regime';
import type { Bounds, OutcomeFilter } from './outcomeFilter';

/** A search as typed: the filter, and the words that are left to compare outcomes by. */
export interface SearchQuery {
  readonly filter: OutcomeFilter;
  readonly words: string;
  /** Filters as they were understood, in words for people: "lost", "short", "ETHUSD". */
  readonly understood: readonly string[];
  /** Parts that look like a filter and are none, in words for people. */
  readonly problems: readonly string[];
}

type Filter = { -readonly [Name in keyof OutcomeFilter]: OutcomeFilter[Name] };

const RESULTS: Readonly<Record<string, 'won' | 'lost'>> = {
  won: 'won',
  winning: 'won',
  winner: 'won',
  winners: 'won',
  wins: 'won',
  lost: 'lost',
  losing: 'lost',
  loser: 'lost',
  losers: 'lost',
  losses: 'lost',
};
const SIDES: Readonly<Record<string, 'long' | 'short'>> = {
  long: 'long',
  longs: 'long',
  short: 'short',
  shorts: 'short',
};
/** Words that only join the others. */
const JOINING = new Set([
  'a',
  'and',
  'at',
  'by',
  'for',
  'in',
  'of',
  'on',
  'that',
  'the',
  'trades',
  'when',
  'while',
  'with',
]);
const KEYED = /^([a-z-]+):(?:"([^"]*)"|(\S+))$/i;
const COMPARED = /^(pnl|pnl%)(<=|>=|<|>)(-?\d+(?:\.\d+)?)$/i;
/** Parts between blanks; a quoted value holds blanks. */
const PARTS = /[^\s":]+:"[^"]*"|\S+/g;

/**
 * Reads a search as people type it: words ("losing shorts on ETH when volatile"), keys ("provider:rule:trend",
 * "symbol:BTCUSD", "regime:trending", "tag:synthetic", "run:…", "quarter:2025-Q2", "from:2025-01-01", "to:…",
 * "as-of:…", "has:note") and bounds ("pnl<0", "pnl%>2"). What is no filter stays a word to compare by.
 * @param symbols those that memory has: a word means those that begin with it.
 */
export function parseSearch(text: string, symbols: Iterable<string>): SearchQuery {
  const known = [...symbols];
  const filter: Filter = {};
  const words: string[] = [];
  const problems: string[] = [];
  for (const [part] of text.matchAll(PARTS)) {
    const keyed = KEYED.exec(part);
    const compared = COMPARED.exec(part);
    if (compared) compare(filter, compared);
    else if (keyed) {
      const problem = setKey(filter, keyed[1].toLowerCase(), keyed[2] ?? keyed[3], known);
      if (problem) problems.push(problem);
    } else if (!setWord(filter, part, known) && !JOINING.has(part.toLowerCase())) words.push(part);
  }
  return { filter, words: words.join(' '), understood: understood(filter), problems };
}

function compare(filter: Filter, [, name, sign, number]: RegExpExecArray): void {
  const field = name.toLowerCase() === 'pnl' ? 'pnl' : 'pnlPct';
  const bound: Bounds = { [sign]: Number(number) };
  filter[field] = { ...filter[field], ...bound };
}

/** @returns what is wrong with the value, or null. */
function setKey(filter: Filter, key: string, value: string, symbols: readonly string[]): string | null {
  switch (key) {
    case 'symbol':
      filter.symbol = matching(value, symbols);
      return filter.symbol.length > 0 ? null : `no outcome is on ${value}`;
    case 'side': {
      const side = SIDES[value.toLowerCase()];
      filter.side = side;
      return side ? null : 'side: is long or short';
    }
    case 'result': {
      const result = RESULTS[value.toLowerCase()];
      filter.result = result;
      return result ? null : 'result: is won or lost';
    }
    case 'regime':
      filter.regime = REGIMES.find((regime) => regime === value.toUpperCase());
      return filter.regime ? null : `regime: is one of ${REGIMES.join(', ').toLowerCase()}`;
    case 'provider':
    case 'run':
    case 'tag':
      filter[key] = value;
      return null;
    case 'quarter':
      filter.quarter = value.toUpperCase();
      return /^\d{4}-Q[1-4]$/.test(filter.quarter) ? null : 'quarter: is one such as 2025-Q2';
    case 'from':
    case 'to':
    case 'as-of':
      if (parseIsoTime(value) === null) return `${key}: is a date such as 2025-06-30`;
      filter[key === 'as-of' ? 'asOf' : key] = value;
      return null;
    case 'has':
      filter.noted = value === 'note' ? true : undefined;
      return filter.noted ? null : 'has: is note';
    default:
      return `there is no ${key}:`;
  }
}

/** @returns whether the word is a filter. */
function setWord(filter: Filter, word: string, symbols: readonly string[]): boolean {
  const lower = word.toLowerCase();
  const regime = REGIMES.find((one) => one.toLowerCase() === lower);
  const named = word.length >= 3 ? matching(word, symbols) : [];
  if (Object.hasOwn(RESULTS, lower)) filter.result = RESULTS[lower];
  else if (Object.hasOwn(SIDES, lower)) filter.side = SIDES[lower];
  else if (regime) filter.regime = regime;
  else if (/^\d{4}-q[1-4]$/.test(lower)) filter.quarter = word.toUpperCase();
  else if (named.length > 0) filter.symbol = [...(filter.symbol ?? []), ...named];
  else return false;
  return true;
}

function matching(text: string, symbols: readonly string[]): string[] {
  const wanted = text.toUpperCase();
  const exact = symbols.filter((symbol) => symbol.toUpperCase() === wanted);
  return exact.length > 0 ? exact : symbols.filter((symbol) => symbol.toUpperCase().startsWith(wanted));
}

function understood(filter: Filter): string[] {
  const { symbol, side, regime, provider, result, run, tag, quarter, from, to, asOf, noted, pnl, pnlPct } =
    filter;
  const bounds = (name: string, limits: Bounds | undefined, unit: string) =>
    Object.entries(limits ?? {}).map(([sign, number]) => `${name} ${sign} ${number}${unit}`);
  return [
    result,
    side,
    symbol && [symbol].flat().join(' or '),
    regime,
    provider && `voted for by ${provider}`,
    run && `run ${run}`,
    tag && `tagged ${tag}`,
    quarter,
    from && `from ${from}`,
    to && `before ${to}`,
    asOf && `known on ${asOf}`,
    noted && 'with a note',
    ...bounds('pnl', pnl, ''),
    ...bounds('pnl', pnlPct, ' %'),
  ].filter((part) => typeof part === 'string' && part !== '') as string[];
}
