import type { SituationFeature } from '../../market/situationFeatures';
import { plainExitReason } from '../exitReason';
import type { OutcomeFacts, OutcomeRow } from '../outcomeRow';

/** Names the bands of each feature: the first band whose upper bound is not below the value counts. */
const WORDS: Readonly<Record<SituationFeature, readonly (readonly [upTo: number, words: string])[]>> = {
  trend: [
    [-3, 'strong downtrend'],
    [-0.5, 'downtrend'],
    [0.5, 'sideways'],
    [3, 'uptrend'],
    [Infinity, 'strong uptrend'],
  ],
  momentum_fast: [
    [-1, 'falling fast'],
    [-0.3, 'falling'],
    [0.3, 'flat'],
    [1, 'rising'],
    [Infinity, 'rising fast'],
  ],
  momentum_slow: [
    [-1, 'long fall'],
    [1, 'no long move'],
    [Infinity, 'long rise'],
  ],
  volatility: [
    [0.15, 'quiet market'],
    [0.6, 'moderate volatility'],
    [Infinity, 'high volatility'],
  ],
  volatility_ratio: [
    [0.75, 'calmer than usual'],
    [1.5, 'usual range'],
    [Infinity, 'turbulent'],
  ],
  range_position: [
    [0.1, 'at the low'],
    [0.4, 'lower half'],
    [0.6, 'middle of the range'],
    [0.9, 'upper half'],
    [Infinity, 'at the high'],
  ],
  rsi: [
    [30, 'oversold'],
    [45, 'weak'],
    [55, 'neutral'],
    [70, 'strong'],
    [Infinity, 'overbought'],
  ],
  bollinger: [
    [-2, 'below the lower band'],
    [2, 'inside the bands'],
    [Infinity, 'above the upper band'],
  ],
  adx: [
    [20, 'no trend strength'],
    [40, 'trend strength'],
    [Infinity, 'very strong trend'],
  ],
};

/** Names the band of a feature's value; undefined where the name is of no feature. */
export function bandOf(feature: string, value: number): string | undefined {
  return Object.entries(WORDS)
    .find(([name]) => name === feature)?.[1]
    .find(([upTo]) => value <= upTo)?.[1];
}

/**
 * A trade and the situation it was entered in, in words that can be searched for: "BTCUSD long TRENDING uptrend, rising
 * fast … lost by stop loss". Numbers are put into bands, since texts with different numbers look alike.
 */
export function situationText(outcome: OutcomeFacts): string {
  const situation = Object.entries(WORDS).flatMap(([feature, bands]) => {
    const value = outcome.features[feature];
    const band = value === undefined ? undefined : bands.find(([upTo]) => value <= upTo);
    return band ? [band[1]] : [];
  });
  return [
    `${outcome.symbol} ${outcome.side} ${outcome.regime ?? ''}`.trim(),
    ...situation,
    `${outcome.pnl > 0 ? 'won' : 'lost'} by ${plainExitReason(outcome.exitReason)}`,
    outcome.provider,
    outcome.quarter,
    ...outcome.tags,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** The text that a user's search by words looks at: the situation, and the user's note. No decision sees the note. */
export function searchedText(outcome: OutcomeRow): string {
  const situation = situationText(outcome);
  return outcome.note === null ? situation : `${situation}, note: ${outcome.note}`;
}
