import { type Bars, sliceBars } from '../../market/bars';
import { Account } from '../engine/account';
import { clockOf, firstBarAt } from '../engine/clock';
import { type Costs, slipped } from '../engine/costs';
import type { Curve } from '../engine/equityCurve';
import { affordable, floorToStep } from '../engine/sizing';

export interface BuyAndHoldInput {
  /** Bars of each symbol, on one grid. */
  readonly bars: readonly Bars[];
  /** Bars that open in [from, to) count, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Account currency. */
  readonly capital: number;
  readonly costs: Costs;
  readonly quantityStep: number;
}

/**
 * What a run has to beat: capital split equally over the symbols, each bought at its first open, held, and left at its
 * last close, with slippage and fee on both legs. Marked at each close on the union of the symbols' calendars; a symbol
 * counts as its cash share before its first bar, at its last close where it has no bar, and with its exit's costs in
 * the last point. A symbol without any bar in [from, to) stays cash.
 * @returns empty columns where no symbol has a bar.
 */
export function buyAndHold({ bars, from, to, capital, costs, quantityStep }: BuyAndHoldInput): Curve {
  const played = bars.map((own) => sliceBars(own, firstBarAt(own, from), firstBarAt(own, to)));
  const time = clockOf(bars, from, to);
  const equity = new Float64Array(time.length);
  for (const own of played) {
    addHolding(own, time, equity, new Account(capital / bars.length, costs), { costs, quantityStep });
  }
  return { time, equity };
}

/** Adds what one symbol's share, held in an account of its own, is worth at each clock time to `equity`. */
function addHolding(
  bars: Bars,
  time: Float64Array,
  equity: Float64Array,
  account: Account,
  { costs, quantityStep }: Pick<BuyAndHoldInput, 'costs' | 'quantityStep'>,
): void {
  const count = bars.time.length;
  const last = time.length - 1;
  if (count === 0) {
    for (let index = 0; index <= last; index += 1) equity[index] += account.cash;
    return;
  }
  const share = account.cash;
  const quantity = floorToStep(affordable(share, slipped(bars.open[0], 1, costs), costs), quantityStep);
  const position = account.enter(1, quantity, bars.open[0], bars.time[0], { stop: null, target: null });
  const rest = account.cash;
  let next = 0;
  for (let index = 0; index < last; index += 1) {
    if (next < count && bars.time[next] === time[index]) next += 1;
    equity[index] += next === 0 ? share : rest + quantity * bars.close[next - 1];
  }
  account.leave(position, bars.close[count - 1], time[last] + bars.step, 'end_of_run');
  equity[last] += account.cash;
}
