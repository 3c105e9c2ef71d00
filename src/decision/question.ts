import { z } from 'zod';
import { isoTime } from '../common/calendar';
import type { Bars } from '../market/bars';
import { REGIMES } from '../market/regime';
import { SITUATION_FEATURES, type SituationFeature } from '../market/situationFeatures';
import { History } from './history';
import type { Json } from './log/logEntry';
import type { DecisionRequest, OpenPosition } from './request';

/** How many closed bars the user's own code is shown: a resumed run starts the code anew, so the code must not remember. */
const BARS_SHOWN = 50;

const price = z.number();
const money = z.number().meta({ description: 'In the account’s currency.' });
const time = z.string().meta({ description: 'ISO-8601, UTC.' });

const barSchema = z
  .tuple([
    z.string().meta({ title: 'time' }),
    price.meta({ title: 'open' }),
    price.meta({ title: 'high' }),
    price.meta({ title: 'low' }),
    price.meta({ title: 'close' }),
    z.number().nullable().meta({ title: 'volume' }),
  ])
  .meta({
    id: 'Bar',
    description: 'A bar that has closed; `time` is when it opened. An unknown volume is null.',
  });

const situationSchema = z
  .strictObject(
    Object.fromEntries(SITUATION_FEATURES.map((feature) => [feature, z.number()])) as Record<
      SituationFeature,
      z.ZodNumber
    >,
  )
  .meta({
    id: 'Situation',
    description: 'The market at the close, each number comparable across symbols and years.',
  });

const positionSchema = z
  .strictObject({
    side: z.enum(['long', 'short']),
    quantity: z.number(),
    entry_price: price,
    entry_time: time,
    unrealised: z.number().meta({ description: 'Marked at the close, net of the entry’s fee.' }),
  })
  .meta({ id: 'Position', description: 'The open position in this symbol.' });

const memorySchema = z
  .strictObject({
    similarity: z.number().meta({ description: '0 to 1.' }),
    symbol: z.string(),
    side: z.enum(['long', 'short']),
    entry_time: time,
    exit_time: time,
    pnl_pct: z.number().meta({ description: 'Net of all costs, percent of what was entered with.' }),
    exit_reason: z.string(),
    regime: z.enum(REGIMES).nullable(),
  })
  .meta({ id: 'Memory', description: 'A past trade whose situation resembled this one, known by now.' });

/** The request to the user's own code: a plain value, the same for a program and a script, with nothing of the future. */
export const questionSchema = z
  .strictObject({
    symbol: z.string(),
    time: z
      .string()
      .meta({ description: 'When the last bar closed, ISO-8601, UTC: nothing here was known later.' }),
    bars: z
      .array(barSchema)
      .meta({ description: `The last ${BARS_SHOWN} closed bars or fewer, oldest first.` }),
    situation: situationSchema.nullable().meta({ description: 'Null while any of it warms up.' }),
    regime: z.enum(REGIMES).nullable().meta({ description: 'Null while it warms up.' }),
    position: positionSchema.nullable(),
    cash: money,
    equity: money,
    memories: z.array(memorySchema).meta({ description: 'Most similar first.' }),
  })
  .meta({ id: 'Request', description: 'What is known of one symbol at one bar’s close.' });
export type Question = z.infer<typeof questionSchema>;

/** A question as the log keeps it: its bars lie in the file that the log's first line pins. */
const loggedQuestionSchema = questionSchema.extend({
  bars: z.strictObject({ first: time, last: time, count: z.int().min(1) }),
});
type LoggedQuestion = z.infer<typeof loggedQuestionSchema>;

/** The question with its bars by their place: when the first and the last of them opened, and how many they are. */
export function loggedQuestion(asked: Json): LoggedQuestion {
  const { symbol, time, bars, ...question } = questionSchema.parse(asked);
  const [first, last] = [bars[0], bars[bars.length - 1]];
  return { symbol, time, bars: { first: first[0], last: last[0], count: bars.length }, ...question };
}

/**
 * A logged question as it was asked. @param bars finished ones of its symbol, from the pinned file.
 * @returns null for what is no such question, and where its bars are not among `bars`.
 */
export function wholeQuestion(logged: Json, bars: Bars): Question | null {
  const parsed = loggedQuestionSchema.safeParse(logged);
  if (!parsed.success) return null;
  const { symbol, time, bars: place, ...rest } = parsed.data;
  const last = bars.time.indexOf(Date.parse(place.last));
  if (last < 0) return null;
  const shown = lastBars(new History(bars, last + 1));
  return shown.length === place.count ? { symbol, time, bars: shown, ...rest } : null;
}

function lastBars(history: DecisionRequest['history']): Question['bars'] {
  const first = Math.max(0, history.count - BARS_SHOWN);
  return Array.from({ length: history.count - first }, (_, index) => barAt(history, first + index));
}

export function questionOf(request: DecisionRequest): Question {
  const { history, situation, position, memories } = request;
  return {
    symbol: request.symbol,
    time: isoTime(request.time),
    bars: lastBars(history),
    situation: situation && { ...situation },
    regime: request.regime,
    position: position && positionIn(position),
    cash: request.cash,
    equity: request.equity,
    memories: memories.map(({ outcome, similarity }) => ({
      similarity,
      symbol: outcome.symbol,
      side: outcome.side,
      entry_time: isoTime(outcome.entryTime),
      exit_time: isoTime(outcome.exitTime),
      pnl_pct: outcome.pnlPct,
      exit_reason: outcome.exitReason,
      regime: outcome.regime,
    })),
  };
}

function positionIn({ side, quantity, entryPrice, entryTime, unrealised }: OpenPosition) {
  return { side, quantity, entry_price: entryPrice, entry_time: isoTime(entryTime), unrealised };
}

function barAt(history: DecisionRequest['history'], index: number): z.infer<typeof barSchema> {
  const volume = history.volume(index);
  return [
    isoTime(history.time(index)),
    history.open(index),
    history.high(index),
    history.low(index),
    history.close(index),
    Number.isNaN(volume) ? null : volume,
  ];
}
