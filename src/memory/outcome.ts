import { z } from 'zod';
import { isoTime } from '../common/calendar';
import { REGIMES } from '../market/regime';
import { type ClosedTrade, inOrderOfExit } from './closedTrade';
import { EXIT_REASONS } from './exitReason';
import { ACTIONS, actionOf, sideOf } from './side';

/** Ids become file names: letters, digits, dot, dash, underscore; no leading dot, so never `..` or a hidden file. */
const ID = z
  .string()
  .max(180)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be letters, digits, ".", "-" or "_"');
const TIME = z.iso.datetime({ offset: false, error: 'must be an ISO-8601 time in UTC, ending in Z' });
const PRICE = z.number().positive();
/** Outcomes of versions before 0.2.0, and imports, have none. */
const EXCURSION = z.number().min(0).nullable().optional();
const CONFIDENCE = z.number().min(0).max(100);
/** Characters of a note. */
export const LONGEST_NOTE = 10_000;

/**
 * A closed trade as its file has it, an outcome; `ClosedTrade` says what each field means. Money is in the account's
 * currency, prices in the quote currency (the same one). Unknown fields are kept.
 */
export const outcomeSchema = z.looseObject({
  schema_version: z.literal(1),
  decision_id: ID,
  run_id: ID,
  /** The definition the run was made from; a fresh run of the same definition replaces this run in active memory. */
  definition: z.string().min(1),
  quarter: z.templateLiteral([z.number().int(), '-Q', z.enum(['1', '2', '3', '4'])]),
  asset_pair: ID,
  /** BUY opened a long, SELL a short. */
  action: z.enum(['BUY', 'SELL']),
  decision_time: TIME,
  entry_time: TIME,
  entry_price: PRICE,
  exit_time: TIME,
  exit_price: PRICE,
  quantity: PRICE,
  stop_loss: PRICE.nullable(),
  take_profit: PRICE.nullable(),
  pnl: z.number(),
  pnl_pct: z.number(),
  fees: z.number().min(0),
  slippage: z.number().min(0),
  mae: EXCURSION,
  mae_pct: EXCURSION,
  mfe: EXCURSION,
  mfe_pct: EXCURSION,
  exit_reason: z.enum(EXIT_REASONS),
  ai_provider_used: z.string(),
  votes: z.array(
    z.looseObject({ provider: z.string().min(1), action: z.enum(ACTIONS), confidence: CONFIDENCE }),
  ),
  confidence: CONFIDENCE,
  reasoning: z.string(),
  market_regime: z.enum(REGIMES).nullable(),
  tags: z.array(z.string()),
  features: z.record(z.string(), z.number()),
  memories: z.array(z.looseObject({ decision_id: z.string(), similarity: z.number() })),
  /** The user's own words, for reading and searching, never for a decision. See setNote.ts. */
  note: z.looseObject({ text: z.string().max(LONGEST_NOTE), written: TIME }).optional(),
});

export type Outcome = z.infer<typeof outcomeSchema>;

/** The trade that an outcome file tells of. */
export function tradeOfOutcome(outcome: Outcome): ClosedTrade {
  return {
    id: outcome.decision_id,
    run: outcome.run_id,
    definition: outcome.definition,
    quarter: outcome.quarter,
    symbol: outcome.asset_pair,
    side: sideOf(outcome.action),
    decisionTime: Date.parse(outcome.decision_time),
    entryTime: Date.parse(outcome.entry_time),
    entryPrice: outcome.entry_price,
    exitTime: Date.parse(outcome.exit_time),
    exitPrice: outcome.exit_price,
    quantity: outcome.quantity,
    stop: outcome.stop_loss,
    target: outcome.take_profit,
    pnl: outcome.pnl,
    pnlPct: outcome.pnl_pct,
    fees: outcome.fees,
    slippage: outcome.slippage,
    mae: outcome.mae ?? null,
    maePct: outcome.mae_pct ?? null,
    mfe: outcome.mfe ?? null,
    mfePct: outcome.mfe_pct ?? null,
    exitReason: outcome.exit_reason,
    provider: outcome.ai_provider_used,
    votes: outcome.votes,
    confidence: outcome.confidence,
    reasoning: outcome.reasoning,
    regime: outcome.market_regime,
    tags: outcome.tags,
    features: outcome.features,
    memories: outcome.memories.map(({ decision_id: id, similarity }) => ({ id, similarity })),
    note: outcome.note?.text ?? null,
  };
}

/** The outcome of a trade that has just closed, so without a note, its fields in the schema's order. */
export function outcomeOf(trade: ClosedTrade): Outcome {
  return {
    schema_version: 1,
    decision_id: trade.id,
    run_id: trade.run,
    definition: trade.definition,
    quarter: trade.quarter,
    asset_pair: trade.symbol,
    action: actionOf(trade.side),
    decision_time: isoTime(trade.decisionTime),
    entry_time: isoTime(trade.entryTime),
    entry_price: trade.entryPrice,
    exit_time: isoTime(trade.exitTime),
    exit_price: trade.exitPrice,
    quantity: trade.quantity,
    stop_loss: trade.stop,
    take_profit: trade.target,
    pnl: trade.pnl,
    pnl_pct: trade.pnlPct,
    fees: trade.fees,
    slippage: trade.slippage,
    mae: trade.mae,
    mae_pct: trade.maePct,
    mfe: trade.mfe,
    mfe_pct: trade.mfePct,
    exit_reason: trade.exitReason,
    ai_provider_used: trade.provider,
    votes: trade.votes.map((vote) => ({ ...vote })),
    confidence: trade.confidence,
    reasoning: trade.reasoning,
    market_regime: trade.regime,
    tags: [...trade.tags],
    features: { ...trade.features },
    memories: trade.memories.map(({ id, similarity }) => ({ decision_id: id, similarity })),
  };
}

/** Outcomes by exit time, then id: the order in which they became known. */
export function outcomesInOrderOfExit(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes
    .map((outcome) => ({ outcome, id: outcome.decision_id, exitTime: Date.parse(outcome.exit_time) }))
    .sort(inOrderOfExit)
    .map(({ outcome }) => outcome);
}

/** What the ids of imports of other tools' logs begin with, of runs as of outcomes. */
export const IMPORT = 'import_';

/** Tells the runs that are imports: their money need not follow from their prices, lots and contracts. */
export const isImport = (run: string) => run.startsWith(IMPORT);
