import { History } from '../../decision/history';
import type { Bars } from '../../market/bars';
import { type Situations, situationsOf } from '../../market/situation';
import type { Action } from '../../memory/side';
import type { Position } from './account';
import { firstBarAt } from './clock';
import type { Direction } from './costs';
import type { Levels } from './levels';
import type { Opening } from './trade';

/** An order of a decision, for a symbol's next open. */
export interface Order {
  /** Why the open position leaves; null where it stays. */
  readonly leave: 'signal' | 'max_holding' | null;
  readonly entry: Entry | null;
}

export interface Entry {
  readonly direction: Direction;
  readonly quantity: number;
  readonly levels: Levels;
  readonly opening: Opening;
}

/** An open position of a symbol. */
export class Holding {
  /** Prices between these touch neither level. */
  readonly above: number;
  readonly below: number;
  private readonly opened: Action;

  constructor(
    readonly position: Position,
    readonly opening: Opening,
    /** Index of the bar it was entered at. */
    readonly since: number,
  ) {
    const { direction, stop, target } = position;
    this.above = (direction > 0 ? stop : target) ?? -Infinity;
    this.below = (direction > 0 ? target : stop) ?? Infinity;
    this.opened = direction > 0 ? 'BUY' : 'SELL';
  }

  /** Whether a decision says no more than that it should go on. */
  isKeptBy(action: Action): boolean {
    return action === 'HOLD' || action === this.opened;
  }
}

/** A symbol on its own calendar: its bars, the part of them that is known, its order and its position. */
export class Book {
  readonly symbol: string;
  readonly history: History;
  /**
   * Whether it has a bar at the clock's time: another symbol's may be the only one. At every bar it is compared with
   * true, since V8 does not know that a field holds nothing but booleans.
   */
  hasBar = false;
  /** Index of the bar to come: so many are known. */
  next: number;
  order: Order | null = null;
  held: Holding | null = null;
  private measured: Situations | null = null;
  private readonly times: Float64Array;
  private readonly opens: Float64Array;
  private readonly highs: Float64Array;
  private readonly lows: Float64Array;
  private readonly closes: Float64Array;

  /** Before its first bar. @param from epoch ms; bars before it warm up indicators. */
  constructor(
    readonly bars: Bars,
    from: number,
  ) {
    this.symbol = bars.symbol;
    this.next = firstBarAt(bars, from);
    this.history = new History(bars, this.next);
    this.times = bars.time;
    this.opens = bars.open;
    this.highs = bars.high;
    this.lows = bars.low;
    this.closes = bars.close;
  }

  /** The bar to come: when it opens, and its prices. */
  get openTime(): number {
    return this.times[this.next];
  }
  get open(): number {
    return this.opens[this.next];
  }
  get high(): number {
    return this.highs[this.next];
  }
  get low(): number {
    return this.lows[this.next];
  }
  get lastClose(): number {
    return this.closes[this.next - 1];
  }

  /**
   * Looks whether there is a bar of its own at a clock time.
   * @returns whether it fills an order or touches a level: at most bars neither, and nothing more need be asked.
   */
  turnTo(time: number): boolean {
    if (this.times[this.next] !== time) {
      this.hasBar = false;
      return false;
    }
    this.hasBar = true;
    return this.order !== null || (this.held !== null && this.touches(this.held));
  }

  private touches(held: Holding): boolean {
    const { next } = this;
    const { above, below } = held;
    const open = this.opens[next];
    return !(open > above && open < below && this.lows[next] > above && this.highs[next] < below);
  }

  /** The bar to come has closed, if there is one now. */
  advance(): void {
    if (this.hasBar !== true) return;
    this.next += 1;
    this.history.advance();
  }

  /** Measured when somebody first looks, all bars at once; each depends on no later one. */
  get situations(): Situations {
    this.measured ??= situationsOf(this.bars);
    return this.measured;
  }
}
