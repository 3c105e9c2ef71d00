import { ENGLISH } from '../../common/format';
import { REGIMES } from '../../market/regime';
import type { SituationFeature } from '../../market/situationFeatures';
import type { OutcomeIndex } from './similarity';
import type { Situation } from './situationTable';
import { bandOf } from './situationText';

/** Reasons why two situations agree and why they differ, each in words with both numbers; the weightiest first. */
export interface Why {
  readonly agree: readonly string[];
  readonly differ: readonly string[];
}

/** Reasons that are told for and against. */
const TOLD = 3;
/** A share of the likeness below this is not worth a word. */
const WORTH_TELLING = 0.02;

const NAMES: Readonly<Record<SituationFeature, readonly [name: string, digits: number, unit: string]>> = {
  trend: ['trend', 1, ' ATR'],
  momentum_fast: ['10-bar momentum', 1, ''],
  momentum_slow: ['50-bar momentum', 1, ''],
  volatility: ['ATR', 2, ' %'],
  volatility_ratio: ['range', 1, '× the usual'],
  range_position: ['place in the 50-bar range', 2, ''],
  rsi: ['RSI', 0, ''],
  bollinger: ['Bollinger', 1, 'σ'],
  adx: ['ADX', 0, ''],
};
const isFeature = (name: string): name is SituationFeature => name in NAMES;

/** Explains why two situations are alike, in the measure of the index that found one by the other. */
export function whySimilar(index: OutcomeIndex, mine: Situation, theirs: Situation): Why {
  const shares = index.shares(mine, theirs).sort((a, b) => b.share - a.share);
  const told = (of: typeof shares, same: boolean) =>
    of
      .map(({ name }) => words(name, mine, theirs, same))
      .filter((text) => text !== null)
      .slice(0, TOLD);
  return {
    agree: told(
      shares.filter(({ share }) => share > WORTH_TELLING),
      true,
    ),
    differ: told(shares.filter(({ share }) => share < -WORTH_TELLING).reverse(), false),
  };
}

function words(name: string, mine: Situation, theirs: Situation, same: boolean): string | null {
  if (name === 'side') {
    if (mine.side === null || theirs.side === null) return null;
    return same ? `both ${mine.side}` : `${mine.side} against ${theirs.side}`;
  }
  if (name === 'regime')
    return same && mine.regime && REGIMES.includes(mine.regime) ? `both ${mine.regime}` : null;
  if (!isFeature(name)) return null;
  const [label, digits, unit] = NAMES[name];
  const number = (value: number) => ENGLISH.fixed(value, digits);
  const [a, b] = [mine.features[name], theirs.features[name]];
  const [bandA, bandB] = [bandOf(name, a), bandOf(name, b)];
  if (bandA === bandB) return `${label} ${number(a)} and ${number(b)}${unit} (${bandA})`;
  const joined = same ? 'and' : 'against';
  return `${label} ${number(a)}${unit} (${bandA}) ${joined} ${number(b)}${unit} (${bandB})`;
}
