import { History } from '../decision/history';
import type { Bars } from '../market/bars';
import { type Situations, situationsOf } from '../market/situation';
import type { Action } from '../memory/outcome';
import type { Position } from './account';
import { firstBarAt } from './clock';
import type { Side } from './costs';
import type { Levels } from './levels';
import type { Opening } from './trade';

/** What a decision ordered for a symbol's next open. */
export interface Order {
  /** Why the open position leaves; null where it stays. */
  readonly leave: 'signal' | 'max_holding' | null;
  readonly entry: Entry | null;
}

export interface Entry {
  readonly side: Side;
  readonly quantity: number;
  readonly levels: Levels;
  readonly opening: Opening;
}

/** An open position of a symbol. */
export class Holding {
  /** Prices between these touch neither level. */
  readonly above: number;
  readonly below: number;
  readonly #opened: Action;

  constructor(
    readonly position: Position,
    readonly opening: Opening,
    /** Index of the bar it was entered at. */
    readonly since: number,
  ) {
    const { side, stop, target } = position;
    this.above = (side > 0 ? stop : target) ?? -Infinity;
    this.below = (side > 0 ? target : stop) ?? Infinity;
    this.#opened = side > 0 ? 'BUY' : 'SELL';
  }

  /** Whether a decision says no more than that it should go on. */
  isKeptBy(action: Action): boolean {
    return action === 'HOLD' || action === this.#opened;
  }
}

/** One symbol on its own calendar: its bars, what is known of them, its order and its position. */
export class Desk {
  readonly symbol: string;
  readonly history: History;
  /** Whether it has a bar at the clock's time: another symbol's may be the only one. */
  hasBar = false;
  /** Index of the bar to come: so many are known. */
  next: number;
  order: Order | null = null;
  held: Holding | null = null;
  #situations: Situations | null = null;
  readonly #time: Float64Array;
  readonly #open: Float64Array;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #close: Float64Array;

  /** Before its first bar. @param from epoch ms; bars before it warm up indicators. */
  constructor(
    readonly bars: Bars,
    from: number,
  ) {
    this.symbol = bars.symbol;
    this.next = firstBarAt(bars, from);
    this.history = new History(bars, this.next);
    this.#time = bars.time;
    this.#open = bars.open;
    this.#high = bars.high;
    this.#low = bars.low;
    this.#close = bars.close;
  }

  /** The bar to come: when it opens, and its prices. */
  get openTime(): number {
    return this.#time[this.next];
  }
  get open(): number {
    return this.#open[this.next];
  }
  get high(): number {
    return this.#high[this.next];
  }
  get low(): number {
    return this.#low[this.next];
  }
  get lastClose(): number {
    return this.#close[this.next - 1];
  }

  /** Whether the bar to come touches a level of its position: at most bars it does not, and nothing more need be asked. */
  isTouched(): boolean {
    const { held, next } = this;
    if (!held || !this.hasBar) return false;
    const { above, below } = held;
    const open = this.#open[next];
    return !(open > above && open < below && this.#low[next] > above && this.#high[next] < below);
  }

  /** Looks whether there is a bar of its own at a clock time. */
  turnTo(time: number): void {
    this.hasBar = this.#time[this.next] === time;
  }

  /** The bar to come has closed, if there is one now. */
  advance(): void {
    if (!this.hasBar) return;
    this.next += 1;
    this.history.advance();
  }

  /** Measured when somebody first looks, all bars at once; each depends on no later one. */
  get situations(): Situations {
    this.#situations ??= situationsOf(this.bars);
    return this.#situations;
  }
}
