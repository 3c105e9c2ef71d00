import { basename } from 'node:path';
import { compactTime, isoTime, quarterOf } from '../common/calendar';
import { sha256 } from '../common/hashOf';
import type { Regime } from '../market/regime';
import { IMPORT, type Outcome, outcomeSchema } from '../memory/outcome';
import { actionOf } from '../memory/side';
import { plainSymbol } from './cells/symbolName';
import { exitReasonOf } from './exitReason';
import { type Tool, titleOf } from './formats';
import type { LoggedTrade } from './loggedTrade';
import { grossOf, netOfFees } from './settle';
import type { TradeLog } from './tradeLog';

/** Rounding: largest difference between a logged profit and the computed one, as a share of the notional. */
const ROUNDING = 1e-3;

/** The market at a trade's entry, as far as bars are known. */
export interface EntrySituation {
  readonly features: Readonly<Record<string, number>>;
  readonly regime: Regime | null;
}

/** The origin of imported outcomes. */
export interface ImportSource {
  readonly log: TradeLog;
  /** Name of the log's file, for people. */
  readonly file: string;
  readonly run: string;
}

/** The run of an import, by tool, file name and content: importing a file twice gives the same run. */
export function importRun(tool: Tool, file: string, content: string | Uint8Array): string {
  const stem = basename(file)
    .replace(/\.\w+$/, '')
    .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
    .slice(0, 60);
  return `${IMPORT}${tool}_${stem}_${sha256(content).slice(0, 8)}`;
}

/** Fingerprints of the trades of a log, computed once for each log. */
const fingerprints = new WeakMap<object, readonly string[]>();

/** Tells each trade of a log from the others by its content, and trades of equal content by their order. */
function fingerprintsOf(log: Pick<TradeLog, 'tool' | 'trades'>): readonly string[] {
  const before = fingerprints.get(log);
  if (before) return before;
  const seen = new Map<string, number>();
  const all = log.trades.map((trade) => {
    const { symbol, side, entryTime, exitTime, entryPrice, exitPrice, quantity, pnl, strategy } = trade;
    const known = [log.tool, symbol && plainSymbol(symbol), side, entryTime, exitTime, entryPrice, exitPrice];
    const content = JSON.stringify([...known, quantity, pnl, strategy]);
    const same = seen.get(content) ?? 0;
    seen.set(content, same + 1);
    return sha256(`${content}${same}`).slice(0, 12);
  });
  fingerprints.set(log, all);
  return all;
}

/**
 * The id of a trade's outcome, the same for the same trade in another file. Null without a symbol or an entry time.
 * @param pair the symbol of the outcome.
 */
export function importId(
  log: Pick<TradeLog, 'tool' | 'trades'>,
  index: number,
  pair: string | null,
): string | null {
  const { entryTime } = log.trades[index];
  if (pair === null || entryTime === null) return null;
  return `${IMPORT}${log.tool}_${fingerprintsOf(log)[index]}_${pair}_${compactTime(entryTime)}`;
}

/** The facts without which a trade is no outcome. */
export interface Unfit {
  readonly missing: readonly string[];
}

export const isUnfit = (made: Outcome | Unfit): made is Unfit => !('decision_id' in made);

/**
 * Makes an outcome of a logged trade. Missing facts that do not follow from others are not made up: the trade is unfit.
 * @param id see importId. @param pair the symbol of the outcome, null where it is not known.
 */
export function outcomeOfTrade(
  logged: LoggedTrade,
  { log, file, run }: ImportSource,
  { id, pair, situation }: { id: string | null; pair: string | null; situation: EntrySituation | null },
): Outcome | Unfit {
  const trade = withQuantity(withPnl(netOfFees(logged)));
  const { side, entryTime, exitTime, entryPrice, exitPrice, quantity, pnl } = trade;
  if (trade.open) return { missing: ['an exit: it is still open'] };
  if (
    id === null ||
    pair === null ||
    side === null ||
    entryTime === null ||
    exitTime === null ||
    entryPrice === null ||
    exitPrice === null ||
    quantity === null ||
    pnl === null
  )
    return { missing: missingOf(trade, pair) };
  const exit = exitReasonOf(trade, log);
  const known = knownAt(exitTime, exit.atOpen, log.barStep);
  const content: Outcome = {
    schema_version: 1,
    decision_id: id,
    run_id: run,
    definition: run,
    quarter: quarterOf(exitTime),
    asset_pair: pair,
    action: actionOf(side),
    // Logs have no time of decision apart from the entry.
    decision_time: isoTime(entryTime),
    entry_time: isoTime(entryTime),
    entry_price: entryPrice,
    exit_time: isoTime(known),
    exit_price: exitPrice,
    quantity,
    stop_loss: trade.stop,
    take_profit: trade.target,
    pnl,
    pnl_pct: percentOf(trade, { entryPrice, quantity, pnl }),
    fees: trade.fees ?? 0,
    slippage: 0,
    exit_reason: exit.reason,
    ai_provider_used: trade.strategy ?? titleOf(log.tool),
    votes: [],
    confidence: 0,
    reasoning: trade.tag ?? '',
    market_regime: situation?.regime ?? null,
    tags: ['imported', log.tool, ...(trade.strategy ? [trade.strategy] : [])],
    features: { ...situation?.features },
    memories: [],
    imported: {
      file: basename(file),
      line: (trade.places[0]?.line ?? 0) + 1,
      exit_time: isoTime(exitTime),
      exit_reason: trade.reason,
      fees_known: trade.fees !== null,
      times: log.naive ? 'without a zone, taken for UTC' : 'with their zone',
    },
  };
  const checked = outcomeSchema.safeParse(content);
  return checked.success ? checked.data : { missing: [`a valid ${checked.error.issues[0].path.join('.')}`] };
}

/**
 * The time at which an exit was known, epoch ms. A tool that stamps a fill with its bar's opening time does not tell when
 * inside the bar a stop was hit, so the exit counts as known at the bar's close; likewise an exit of unknown reason.
 */
function knownAt(exitTime: number, atOpen: boolean, barStep: number | null): number {
  return barStep === null || atOpen ? exitTime : Math.floor(exitTime / barStep) * barStep + barStep;
}

function missingOf(trade: LoggedTrade, pair: string | null): string[] {
  const names = {
    side: 'a side',
    entryTime: 'an entry time',
    exitTime: 'an exit time',
    entryPrice: 'an entry price',
    exitPrice: 'an exit price',
    quantity: 'a quantity',
    pnl: 'a profit in money',
  } as const;
  const fields = Object.keys(names) as (keyof typeof names)[];
  const missing: string[] = fields.filter((field) => trade[field] === null).map((field) => names[field]);
  return pair === null ? ['a symbol', ...missing] : missing;
}

/** Adds a profit that the log leaves out: by prices and quantity, less the logged fees. */
function withPnl(trade: LoggedTrade): LoggedTrade {
  const gross = grossOf(trade);
  return trade.pnl !== null || gross === null ? trade : { ...trade, pnl: gross - (trade.fees ?? 0) };
}

/** Adds a quantity that the log leaves out: by profit, fees and the move of the price. */
function withQuantity(trade: LoggedTrade): LoggedTrade {
  const { quantity, pnl, fees } = trade;
  const perUnit = grossOf({ ...trade, quantity: 1 });
  if (quantity !== null || pnl === null || !perUnit) return trade;
  const told = (pnl + (fees ?? 0)) / perUnit;
  return told > 0 ? { ...trade, quantity: told } : trade;
}

/**
 * Profit in percent of the entry notional, if the quantity is in units of the asset: money then follows from prices. For
 * lots or contracts of unknown size the log's own percentage counts, else the move of the price.
 */
function percentOf(
  trade: LoggedTrade,
  { entryPrice, quantity, pnl }: { entryPrice: number; quantity: number; pnl: number },
): number {
  const notional = entryPrice * quantity;
  const gross = grossOf(trade) ?? 0;
  const inUnits = [gross, gross - (trade.fees ?? 0)].some(
    (implied) => Math.abs(implied - pnl) <= Math.max(notional * ROUNDING, Math.abs(pnl) * 0.1),
  );
  if (inUnits) return (100 * pnl) / notional;
  return trade.pnlPct ?? (100 * gross) / notional;
}
