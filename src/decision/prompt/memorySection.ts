import { plainFixed, plainSigned } from '../../common/format';
import { plainExitReason } from '../../memory/exitReason';
import { actionOf } from '../../memory/side';
import type { DecisionRequest, Memory } from '../request';
import { inert } from './inert';
import { ago, span } from './numbers';
import type { Naming, PromptContext } from './promptContext';
import { estimateTokens } from './tokens';

type PastTrade = Memory['outcome'];

/**
 * Tells the past trades most like this decision and how they ended, how often such trades won beside all known trades, and
 * how often the asked provider was right. Where the section is too long, the least similar trades are left out, and their
 * number is told.
 * @param budget in tokens.
 */
export function memorySection(
  request: DecisionRequest,
  context: PromptContext,
  naming: Naming,
  budget: number,
): string {
  const { memories } = request;
  const { known } = context;
  if (memories.length === 0) {
    const why =
      known.length === 0
        ? 'No trade is known yet.'
        : `None of the ${known.length} trades known resembles this situation.`;
    return `# Memory\n${why}`;
  }
  const entries = memories.map((memory, index) => entryText(memory, index + 1, request, context, naming));
  const rates = ratesText(request, context);
  for (let count = entries.length; ; count -= 1) {
    const left = memories.length - count;
    const text = [
      '# Memory',
      `Past trades entered in the situations most like this one, the most alike first${left > 0 ? `; ${left} less alike are left out for length` : ''}:`,
      '<<<DATA',
      ...entries.slice(0, count),
      'DATA>>>',
      ...rates,
    ].join('\n');
    if (count === 0 || estimateTokens(text) <= budget) return text;
  }
}

function entryText(
  { outcome, similarity }: Memory,
  place: number,
  { time }: DecisionRequest,
  { promptOptions }: PromptContext,
  naming: Naming,
): string {
  const { side, exitReason: reason, pnlPct: result, regime } = outcome;
  const { entryTime, exitTime } = outcome;
  const ended = `${result > 0 ? 'won' : 'lost'} ${plainSigned(result, 2)} % after costs, left by ${plainExitReason(reason)}`;
  const lines = [
    `${place}. ${plainFixed(similarity * 100, 0)} % alike: ${side} on ${naming.market(outcome.symbol)}; ${ended} ${ago(time - exitTime)}, held ${span(exitTime - entryTime)}.`,
    `   Known at entry: ${knownAtEntry(outcome.features)}; regime ${regime ?? 'unknown'}.`,
    `   Votes: ${votesText(outcome)}.`,
  ];
  // A note may name market and date, so a blind question has none.
  const note = promptOptions.notes && !promptOptions.blind ? noteOf(outcome) : null;
  if (note !== null) lines.push(`   Noted after it had ended: ${inert(note)}`);
  return lines.join('\n');
}

/** The user's note on a trade; only trades of a definition that tells notes carry theirs. */
function noteOf(outcome: PastTrade): string | null {
  return 'note' in outcome && typeof outcome.note === 'string' ? outcome.note : null;
}

/** The features at entry that prompts tell, in short. */
function knownAtEntry(features: PastTrade['features']): string {
  const told: [feature: string, text: (value: number) => string][] = [
    ['trend', (value) => `trend ${plainSigned(value, 2)} ATR`],
    ['momentum_fast', (value) => `momentum ${plainSigned(value, 2)}`],
    ['volatility_ratio', (value) => `ATR ${plainFixed(value, 2)} times its mean`],
    ['range_position', (value) => `${plainFixed(value * 100, 0)} % of the range`],
    ['rsi', (value) => `RSI ${plainFixed(value, 0)}`],
    ['adx', (value) => `ADX ${plainFixed(value, 0)}`],
  ];
  const texts = told.flatMap(([feature, text]) => (feature in features ? text(features[feature]) : []));
  return texts.join(', ') || 'nothing that was measured';
}

/** Counts the votes by action, without naming the other providers. */
function votesText({ votes }: PastTrade): string {
  const actions = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const;
  const counted = actions
    .map((action) => ({ action, count: votes.filter((vote) => vote.action === action).length }))
    .filter(({ count }) => count > 0)
    .map(({ action, count }) => `${count} ${action}`);
  return counted.join(', ') || 'unknown';
}

function ratesText({ memories, regime }: DecisionRequest, { known, self }: PromptContext): string[] {
  const near = memories.map(({ outcome }) => outcome);
  const alike = known.filter(({ regime: other }) => regime !== null && other === regime);
  const own = [
    ['on these', near] as const,
    ...(regime ? [[`in the regime ${regime}`, alike] as const] : []),
    ['on all', known] as const,
  ].map(([name, trades]) => `${recordOf(self, trades)} times ${name}`);
  return [
    `Of these ${near.length}, ${winsText(near)} won. Of all ${known.length} trades known by now, ${winsText(known)} won.`,
    `Your own votes, for or against, were right ${own.join(', ')}.`,
  ];
}

function winsText(trades: readonly PastTrade[]): string {
  const wins = trades.filter(({ pnl }) => pnl > 0).length;
  return `${wins} (${plainFixed((wins / Math.max(1, trades.length)) * 100, 0)} %)`;
}

/** "3 of 5": how many of the provider's votes for a side were right, for a winner or against a loser. */
function recordOf(self: string, trades: readonly PastTrade[]): string {
  let right = 0;
  let voted = 0;
  for (const { side, pnl, votes } of trades) {
    const vote = votes.find(({ provider }) => provider === self)?.action;
    if (vote !== 'BUY' && vote !== 'SELL') continue;
    voted += 1;
    if ((vote === actionOf(side)) === pnl > 0) right += 1;
  }
  return `${right} of ${voted}`;
}
