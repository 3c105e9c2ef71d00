import type { z } from 'zod';
import { isoTime, quarterOf } from '../../common/calendar';
import { type Outcome, outcomeSchema } from '../outcome';
import type { FieldReport } from './conversionReport';
import { LegacyFields } from './legacyFields';
import { legacyOutcomeSchema } from './legacySchema';

/** The run and the definition that imported outcomes belong to. */
export const PYTHON_IMPORT = 'python-import';

export interface Conversion {
  /** Null where some field is impossible. */
  readonly outcome: Outcome | null;
  readonly fields: readonly FieldReport[];
}

/**
 * Converts an outcome of the Python engine. Nothing is made up: a field that was not recorded is reported as absent, a
 * field without a place in an outcome of ours is kept under `legacy`, and a field that cannot be true is reported in
 * place of an outcome.
 * @param content JSON of any shape. @param id the decision id of the new outcome, fit for a file name.
 */
export function outcomeOfLegacy(content: unknown, id: string): Conversion {
  const parsed = legacyOutcomeSchema.safeParse(content);
  if (!parsed.success) return { outcome: null, fields: faultsOf(parsed.error) };
  const fields = new LegacyFields(parsed.data);
  const made = contentOf(fields, id);
  const { reports } = fields;
  if (made === null || reports.some(({ fate }) => fate === 'impossible'))
    return { outcome: null, fields: reports };
  const checked = outcomeSchema.safeParse(made);
  return checked.success
    ? { outcome: checked.data, fields: reports }
    : { outcome: null, fields: [...reports, ...faultsOf(checked.error)] };
}

const faultsOf = (error: z.ZodError): FieldReport[] =>
  error.issues.map(({ path, message }) => ({ field: path.join('.'), fate: 'impossible', note: message }));

/** The content of an outcome, not checked yet. @returns null where one of the fields of a trade is impossible. */
function contentOf(fields: LegacyFields, id: string): Record<string, unknown> | null {
  const decisionId = fields.id(id);
  const trade = tradeOf(fields);
  if (trade === null) return null;
  const { action, entry, exit, entryPrice, exitPrice, quantity, pnl } = trade;
  const notional = entryPrice * quantity;
  fields.profitAgrees(pnl, (action === 'BUY' ? 1 : -1) * (exitPrice - entryPrice) * quantity, {
    notional,
    turnover: notional + exitPrice * quantity,
  });
  const confidence = fields.confidence();
  const provider = fields.provider();
  return {
    schema_version: 1,
    decision_id: decisionId,
    run_id: PYTHON_IMPORT,
    definition: PYTHON_IMPORT,
    quarter: quarterOf(exit),
    asset_pair: trade.pair,
    action,
    // The Python engine recorded no time of decision apart from the entry.
    decision_time: isoTime(entry),
    entry_time: isoTime(entry),
    entry_price: entryPrice,
    exit_time: isoTime(exit),
    exit_price: exitPrice,
    quantity,
    stop_loss: null,
    take_profit: null,
    pnl,
    pnl_pct: fields.percentage((pnl / notional) * 100),
    fees: fields.cost('fees', ['fee_cost']),
    slippage: fields.cost('slippage', ['slippage_cost', 'spread_cost']),
    exit_reason: fields.exitReason(),
    ai_provider_used: provider ?? 'unknown',
    votes: provider !== null && confidence !== null ? [{ provider, action, confidence }] : [],
    confidence: confidence ?? 0,
    reasoning: fields.reasoning(),
    market_regime: null,
    tags: ['python'],
    features: {},
    memories: [],
    legacy: fields.kept(),
  };
}

/** The fields without which there is no trade; null where one of them is impossible. Times are epoch ms. */
function tradeOf(fields: LegacyFields) {
  const pair = fields.assetPair();
  const action = fields.action();
  const entry = fields.time('entry_timestamp', 'entry_time');
  const exit = fields.time('exit_timestamp', 'exit_time');
  const entryPrice = fields.positive('entry_price', 'entry_price');
  const exitPrice = fields.positive('exit_price', 'exit_price');
  const quantity = fields.positive('position_size', 'quantity');
  const pnl = fields.profit();
  fields.holdingTime(entry, exit);
  if (pair === null || action === null || entry === null || exit === null) return null;
  if (entryPrice === null || exitPrice === null || quantity === null || pnl === null) return null;
  return { pair, action, entry, exit, entryPrice, exitPrice, quantity, pnl };
}
