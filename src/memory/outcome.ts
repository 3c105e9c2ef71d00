import { z } from 'zod';
import { compactTime } from '../common/calendar';
import { REGIMES } from '../market/regime';

/** Ids become file names: letters, digits, dot, dash, underscore; no leading dot, so never `..` or a hidden file. */
const ID = z
  .string()
  .max(180)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, ".", "-" or "_"');
const TIME = z.iso.datetime({ offset: false, error: 'must be an ISO-8601 time in UTC, ending in Z' });
const PRICE = z.number().positive();
const CONFIDENCE = z.number().min(0).max(100);
/** Characters of a note. */
export const LONGEST_NOTE = 10_000;

export const EXIT_REASONS = ['stop_loss', 'take_profit', 'signal', 'max_holding', 'end_of_run'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

export const ACTIONS = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const;
export type Action = (typeof ACTIONS)[number];

const voteSchema = z.looseObject({
  provider: z.string().min(1),
  action: z.enum(ACTIONS),
  confidence: CONFIDENCE,
});

/** How one provider voted on the decision that opened a trade. */
export type OutcomeVote = z.infer<typeof voteSchema>;

/**
 * A closed trade as it stands on disk: what was known and decided at entry, and how it ended.
 * Money is in the account's currency, prices in the quote currency (they are the same). Unknown fields are kept.
 */
export const outcomeSchema = z.looseObject({
  schema_version: z.literal(1),
  decision_id: ID,
  run_id: ID,
  /** The definition the run was made from; a fresh run of it replaces this one in active memory. */
  definition: z.string().min(1),
  /** The quarter of the bar in which the trade closed. */
  quarter: z.templateLiteral([z.number().int(), '-Q', z.enum(['1', '2', '3', '4'])]),
  asset_pair: ID,
  /** BUY opened a long, SELL a short. */
  action: z.enum(['BUY', 'SELL']),
  /** The close at which the decision was taken: it knew nothing later. */
  decision_time: TIME,
  entry_time: TIME,
  entry_price: PRICE,
  /** When the exit was known: the open it filled at, or the close of the bar in which a level was touched. */
  exit_time: TIME,
  exit_price: PRICE,
  quantity: PRICE,
  /** Levels as fixed at the decision, quote currency; null where the trade had none. */
  stop_loss: PRICE.nullable(),
  take_profit: PRICE.nullable(),
  /** Net of fees and slippage on both legs. */
  pnl: z.number(),
  /** pnl as percent of the entry notional. */
  pnl_pct: z.number(),
  fees: z.number().min(0),
  /** What slippage cost on both legs, money. */
  slippage: z.number().min(0),
  exit_reason: z.enum(EXIT_REASONS),
  /** The provider that carried most of the winning vote. */
  ai_provider_used: z.string(),
  votes: z.array(voteSchema),
  confidence: CONFIDENCE,
  reasoning: z.string(),
  market_regime: z.enum(REGIMES).nullable(),
  tags: z.array(z.string()),
  /** The situation at entry: numbers known at the decision's close, by name. */
  features: z.record(z.string(), z.number()),
  /** The past outcomes shown to the decision. */
  memories: z.array(z.looseObject({ decision_id: z.string(), similarity: z.number() })),
  /** The user's own words about it, hindsight: for reading and searching, never for a decision. See setNote.ts. */
  note: z.looseObject({ text: z.string().max(LONGEST_NOTE), written: TIME }).optional(),
});

export type Outcome = z.infer<typeof outcomeSchema>;

/** Symbol and time of a decision's id; runs and symbols may themselves hold a "_". */
const AFTER_RUN = /^(.+)_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z$/;

/** One decision a symbol and bar, so one id: writing an outcome twice is writing it once. */
export function decisionId(run: string, symbol: string, barTime: number): string {
  return `${run}_${symbol}_${compactTime(barTime)}`;
}

/** The symbol and the bar's opening time, epoch ms, of a decision's id; null for an id that is none of that run. */
export function parseDecisionId(id: string, run: string): { symbol: string; barTime: number } | null {
  const match = id.startsWith(`${run}_`) ? AFTER_RUN.exec(id.slice(run.length + 1)) : null;
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(2).map(Number);
  return { symbol: match[1], barTime: Date.UTC(year, month - 1, day, hour, minute) };
}

/** What the ids of imports of other tools' logs begin with, of runs as of outcomes. */
export const IMPORT = 'import_';

/** Tells the runs that are imports: their money need not follow from their prices, lots and contracts. */
export const isImport = (run: string) => run.startsWith(IMPORT);
