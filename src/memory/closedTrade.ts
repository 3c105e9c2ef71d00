import type { Quarter } from '../common/calendar';
import type { Regime } from '../market/regime';
import type { ExitReason } from './exitReason';
import type { Action, Side } from './side';

/** How one provider voted on the decision that opened a trade. */
export interface OpeningVote {
  readonly provider: string;
  readonly action: Action;
  /** 0 to 100. */
  readonly confidence: number;
}

/** A past trade that a decision was shown. */
export interface RememberedTrade {
  readonly id: string;
  /** 0 to 1. */
  readonly similarity: number;
}

/**
 * A closed trade: what was known and decided at its entry, and how the trade ended. Rows of memory, facts for decisions,
 * rows of the report and trades of cards are picks of these fields; `outcome.ts` has the trade's file, `tradeTable.ts` its
 * line in a table. Times are epoch ms; money is in the account's currency, prices in the quote currency (the same one).
 */
export interface ClosedTrade {
  /** Id of the decision that opened the trade. */
  readonly id: string;
  readonly run: string;
  /** The definition that the run was made from. */
  readonly definition: string;
  /** The quarter of the bar in which the trade closed. */
  readonly quarter: Quarter;
  readonly symbol: string;
  readonly side: Side;
  /** The close at which the decision was taken: the decision knew nothing later. */
  readonly decisionTime: number;
  readonly entryTime: number;
  /** The fill, slippage included. */
  readonly entryPrice: number;
  /** When the exit was known: the open that filled it, or the close of the bar in which a level was touched. */
  readonly exitTime: number;
  readonly exitPrice: number;
  readonly quantity: number;
  /** The stop loss as the decision fixed it; null where the trade had none. */
  readonly stop: number | null;
  /** The take profit as the decision fixed it; null where the trade had none. */
  readonly target: number | null;
  /** Net of fees and slippage on both legs. */
  readonly pnl: number;
  /** pnl as percent of the entry notional. */
  readonly pnlPct: number;
  /** Fees of both legs. */
  readonly fees: number;
  /** What slippage cost on both legs. */
  readonly slippage: number;
  /**
   * Maximum adverse and favourable excursion: how far the price went against the position and for it while it was held, of
   * the whole position and as percent of the entry price; never below 0. Null where nobody measured: imports, old outcomes.
   */
  readonly mae: number | null;
  readonly maePct: number | null;
  readonly mfe: number | null;
  readonly mfePct: number | null;
  readonly exitReason: ExitReason;
  /** The provider that carried most of the winning vote. */
  readonly provider: string;
  readonly votes: readonly OpeningVote[];
  /** 0 to 100. */
  readonly confidence: number;
  readonly reasoning: string;
  readonly regime: Regime | null;
  readonly tags: readonly string[];
  /** The situation at entry: numbers known at the decision's close, by name. */
  readonly features: Readonly<Record<string, number>>;
  readonly memories: readonly RememberedTrade[];
  /** What the user wrote about the trade afterwards: hindsight, so no decision may depend on it. */
  readonly note: string | null;
}

/** By exit time, then id: the order in which trades became known. */
export function inOrderOfExit(
  a: Pick<ClosedTrade, 'exitTime' | 'id'>,
  b: Pick<ClosedTrade, 'exitTime' | 'id'>,
): number {
  return a.exitTime - b.exitTime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** What the cells of a column hold; `tradeTable.ts` reads and writes each kind. */
export type CellKind =
  | 'id'
  | 'word'
  | 'anyWord'
  | 'side'
  | 'exitReason'
  | 'regime'
  | 'time'
  | 'number'
  | 'numberOrNone';

/** The table of trades: a column a field, in this order, by the name that its header has. */
export const TRADE_COLUMNS = {
  id: { name: 'decision_id', kind: 'id' },
  symbol: { name: 'asset_pair', kind: 'word' },
  side: { name: 'side', kind: 'side' },
  decisionTime: { name: 'decision_time', kind: 'time' },
  entryTime: { name: 'entry_time', kind: 'time' },
  entryPrice: { name: 'entry_price', kind: 'number' },
  exitTime: { name: 'exit_time', kind: 'time' },
  exitPrice: { name: 'exit_price', kind: 'number' },
  quantity: { name: 'quantity', kind: 'number' },
  pnl: { name: 'pnl', kind: 'number' },
  pnlPct: { name: 'pnl_pct', kind: 'number' },
  fees: { name: 'fees', kind: 'number' },
  slippage: { name: 'slippage', kind: 'number' },
  mae: { name: 'mae', kind: 'numberOrNone' },
  maePct: { name: 'mae_pct', kind: 'numberOrNone' },
  mfe: { name: 'mfe', kind: 'numberOrNone' },
  mfePct: { name: 'mfe_pct', kind: 'numberOrNone' },
  exitReason: { name: 'exit_reason', kind: 'exitReason' },
  quarter: { name: 'quarter', kind: 'word' },
  stop: { name: 'stop_loss', kind: 'numberOrNone' },
  target: { name: 'take_profit', kind: 'numberOrNone' },
  confidence: { name: 'confidence', kind: 'number' },
  provider: { name: 'ai_provider_used', kind: 'anyWord' },
  regime: { name: 'market_regime', kind: 'regime' },
} as const satisfies Partial<Record<keyof ClosedTrade, { readonly name: string; readonly kind: CellKind }>>;

export type TradeField = keyof typeof TRADE_COLUMNS;

/** A closed trade as a line of the table: what fits into cells. */
export type TradeLine = Pick<ClosedTrade, TradeField>;

export const TRADE_FIELDS = Object.keys(TRADE_COLUMNS) as readonly TradeField[];

/** The line of a trade, without the fields that fit into no cell. */
export function lineOf(trade: TradeLine): TradeLine {
  return Object.fromEntries(TRADE_FIELDS.map((field) => [field, trade[field]])) as unknown as TradeLine;
}

/** A line of which nothing is known. */
export const NO_LINE = Object.fromEntries(TRADE_FIELDS.map((field) => [field, null])) as {
  readonly [Field in TradeField]: null;
};
