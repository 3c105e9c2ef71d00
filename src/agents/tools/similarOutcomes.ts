import { z } from 'zod';
import { REGIMES } from '../../market/regime';
import { SITUATION_FEATURES } from '../../market/situationFeatures';
import { knownAt } from '../../memory/admissible';
import { outcomeSchema } from '../../memory/outcome';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import { OutcomeIndex, type OutcomeQuery } from '../../memory/similar/similarity';
import { evidenceOfTrades, evidenceSchema } from '../evidence';
import { type Choice, choiceArguments, chosen } from '../outcomeChoice';
import { MOST_ROWS, pageArguments, pageOf, pageSchema } from '../page';
import { rounded, roundedOrNull } from '../roundedNumbers';
import { type Asked, defineTool } from '../tool';
import { ToolRefusal } from '../toolRefusal';
import type { WholeMemory } from '../toolWorkspace';
import { tradeRow, tradeSchema } from '../tradeRow';

const features = Object.fromEntries(
  SITUATION_FEATURES.map((feature) => [feature, z.number().optional()]),
) as Record<(typeof SITUATION_FEATURES)[number], z.ZodOptional<z.ZodNumber>>;

const situationSchema = z
  .strictObject({
    side: z.enum(['long', 'short']).optional().describe('Left out: both sides are compared alike.'),
    regime: z.enum(REGIMES).optional(),
    features: z
      .strictObject(features)
      .prefault({})
      .describe(
        'Numbers at the close of the bar; those left out count as average. trend: (EMA20 - EMA50)/ATR14. momentum_fast, momentum_slow: change over 10 and 50 bars in ATR·√bars. volatility: ATR14/close in percent. volatility_ratio: that over its mean of 100 bars. range_position: 0 at the 50-bar low, 1 at the high. rsi: RSI14. bollinger: (close - SMA20)/deviation. adx: ADX14.',
      ),
  })
  .optional()
  .describe('A situation to find the like of. Give this or "decision".');

export const similarOutcomes = defineTool({
  name: 'backtest_similar_outcomes',
  title: 'Similar Outcomes',
  description:
    'Finds the closed trades whose situation at entry (trend, momentum, volatility, position in range, regime, side) is most like that of a past decision, or like a situation you describe, and tells how they ended. For a decision, only trades that this decision itself could have known count. Use it to ask "what happened when it looked like this?". Few similar trades prove nothing: compare with "base".',
  args: {
    decision: outcomeSchema.shape.decision_id
      .optional()
      .describe('Id of a closed trade. Give this or "situation".'),
    situation: situationSchema,
    neighbours: z
      .number()
      .int()
      .min(1)
      .max(MOST_ROWS)
      .default(10)
      .describe('How many similar trades to choose; they are chosen to be unlike each other too.'),
    symbol: choiceArguments.symbol,
    definition: choiceArguments.definition,
    run: choiceArguments.run,
    cursor: pageArguments.cursor,
  },
  result: {
    evidence: evidenceSchema.describe('Of the similar trades.'),
    base: evidenceSchema.describe('Of all trades they were chosen from: what to hold "evidence" against.'),
    known_at: z.string().describe('The time by which the exits of all these trades were known.'),
    page: pageSchema,
    rows: z.array(
      tradeSchema.extend({
        score: z.number().describe('0 to 1: likeness of the situations × recency.'),
        situation: z.number().nullable().describe('Cosine of the standardised situations.'),
        recency: z.number(),
      }),
    ),
  },
  bounds:
    'Only trades whose exit was known at as_of count; for a decision, only those that its run remembered when it was taken, wherever they lie by now. Scaling, score and choice use nothing else. A decision whose trade had not ended by as_of is not found.',
  async answer({ decision, situation, neighbours, cursor: _, ...choice }, asked) {
    const { host, asOf } = asked;
    if ((decision === undefined) === (situation === undefined))
      throw new ToolRefusal('Either "decision" or "situation" must be given', 'Give one of them');
    const memory = await host.workspace.memory();
    const about: Question = decision
      ? await ofDecision(decision, memory, choice, asked)
      : {
          known: chosen(memory.rows, choice, asOf),
          time: asOf,
          situation: {
            features: numbersOf(situation?.features ?? {}),
            regime: situation?.regime ?? null,
            side: situation?.side ?? null,
          },
        };
    const found = new OutcomeIndex(about.known).search(
      { situation: about.situation, text: null, time: about.time },
      neighbours,
    );
    return pageOf(
      asked,
      found,
      MOST_ROWS,
      ({ outcome, score, situation: likeness, recency }) => ({
        ...tradeRow(outcome),
        score: rounded(score),
        situation: roundedOrNull(likeness),
        recency: rounded(recency),
      }),
      {
        evidence: evidenceOfTrades(found.map(({ outcome }) => outcome)),
        base: evidenceOfTrades(about.known),
        known_at: new Date(about.time).toISOString(),
      },
    );
  },
});

/** A situation, and the outcomes among which similar ones are found. */
interface Question {
  readonly known: readonly OutcomeFacts[];
  /** Epoch ms. */
  readonly time: number;
  readonly situation: OutcomeQuery['situation'];
}

/** The situation of a decision, and the outcomes that its run remembered at the decision. */
async function ofDecision(
  id: string,
  memory: WholeMemory,
  choice: Choice,
  { host, asOf }: Asked,
): Promise<Question> {
  const row = memory.rows.find((one) => one.id === id);
  if (!row || !knownAt(row, asOf))
    throw new ToolRefusal(
      `No trade ${id} had ended by ${new Date(asOf).toISOString()}`,
      'Take an id from backtest_search_outcomes, or a later "as_of"',
    );
  return {
    known: chosen(await host.workspace.memoryAtDecision(row), choice, asOf),
    time: row.decisionTime,
    situation: row,
  };
}

function numbersOf(given: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
