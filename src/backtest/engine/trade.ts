import type { Decision } from '../../decision/decision';
import type { Memory, Situation } from '../../decision/request';
import type { Bars } from '../../market/bars';
import type { Regime } from '../../market/regime';
import type { ClosedTrade } from '../../memory/closedTrade';
import type { Exit, Position } from './account';

/** The decision that opened a trade, and what was known when it was taken. */
export interface Opening {
  readonly decisionId: string;
  readonly symbol: string;
  /** The close at which it was taken, epoch ms. */
  readonly time: number;
  readonly decision: Decision;
  readonly regime: Regime | null;
  readonly situation: Situation | null;
  /** The past trades that a provider looked at. */
  readonly memories: readonly Memory[];
}

type Excursions = Pick<ClosedTrade, 'mae' | 'maePct' | 'mfe' | 'mfePct'>;

/** What the engine itself knows of a closed trade; the rest is told by the opening, when somebody asks. */
export interface Trade
  extends Exit,
    Excursions,
    Pick<
      ClosedTrade,
      'symbol' | 'side' | 'quantity' | 'entryPrice' | 'entryTime' | 'stop' | 'target' | 'quarter'
    > {
  readonly opening: Opening;
}

/** A position, and the decision that opened it. */
interface Held {
  readonly position: Position;
  readonly opening: Opening;
  /** Index of the bar at whose open the position was entered. */
  readonly since: number;
}

/** The bars that a position was held in. */
interface Place {
  readonly bars: Bars;
  /** Index of the bar in which the position left; at the end of a run, of the first bar after the run. */
  readonly next: number;
}

/**
 * The trade of a position that was held in a book and has been left.
 * Field by field: spreading two objects takes ten times as long as all the rest of a trade.
 */
export function tradeOf(held: Held, place: Place, exit: Exit, quarter: Trade['quarter']): Trade {
  const { position, opening } = held;
  const { mae, maePct, mfe, mfePct } = excursionsOf(held, place, exit);
  const { direction, quantity, entryPrice, entryTime, stop, target } = position;
  const { exitTime, exitPrice, exitReason, fees, slippage, pnl, pnlPct } = exit;
  return {
    symbol: place.bars.symbol,
    side: direction > 0 ? 'long' : 'short',
    quantity,
    entryPrice,
    entryTime,
    stop,
    target,
    exitTime,
    exitPrice,
    exitReason,
    fees,
    slippage,
    mae,
    maePct,
    mfe,
    mfePct,
    pnl,
    pnlPct,
    opening,
    quarter,
  };
}

/**
 * How far the price went against a position and for it, from the entry's fill, over all prices that the position is sure to
 * have seen: the whole range of each bar before the one it left in, the entry's bar included, since a position is held from
 * the open; then `pricesOnLeaving`. After MAE and MFE of Sweeney, Maximum Adverse Excursion (1997).
 */
function excursionsOf(held: Held, place: Place, exit: Exit): Excursions {
  const { direction, quantity, entryPrice } = held.position;
  const { high, low } = place.bars;
  let highest = entryPrice;
  let lowest = entryPrice;
  for (let bar = held.since; bar < place.next; bar += 1) {
    if (high[bar] > highest) highest = high[bar];
    if (low[bar] < lowest) lowest = low[bar];
  }
  for (const price of pricesOnLeaving(held.position, place, exit)) {
    if (price > highest) highest = price;
    if (price < lowest) lowest = price;
  }
  const [up, down] = [highest - entryPrice, entryPrice - lowest];
  const [adverse, favourable] = direction > 0 ? [down, up] : [up, down];
  return {
    mae: adverse * quantity,
    maePct: (100 * adverse) / entryPrice,
    mfe: favourable * quantity,
    mfePct: (100 * favourable) / entryPrice,
  };
}

/**
 * The prices that a position is sure to have seen of the bar it left in:
 * - left at the open: that open alone, even where the position was entered at the same open;
 * - by a stop within the bar: the open, and the stop. What lies beyond the stop came after the exit, and a favourable
 *   extreme is not known to have come before: where a bar does not tell the order, the stop is taken to come first;
 * - by a target within the bar: the open, the target and the adverse extreme, which may have come before the target and did
 *   not reach the stop, or the stop would have been taken;
 * - at the end of the run: none, for the run's last bar counts as a whole already.
 */
function pricesOnLeaving(
  { direction, stop, target }: Position,
  { bars, next }: Place,
  { exitReason, exitTime }: Exit,
): readonly number[] {
  if (exitReason === 'end_of_run') return [];
  const open = bars.open[next];
  if (exitTime === bars.time[next]) return [open];
  const level = exitReason === 'take_profit' ? target : stop;
  if (level === null) throw new Error(`left within a bar by ${exitReason}, without a level`);
  if (exitReason !== 'take_profit') return [open, level];
  return [open, level, direction > 0 ? bars.low[next] : bars.high[next]];
}
