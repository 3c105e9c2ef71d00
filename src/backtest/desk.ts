import { History } from '../decision/history';
import type { Bars } from '../market/bars';
import { type Situations, situationsOf } from '../market/situation';
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

/** One symbol on its own calendar: its bars, what is known of them, its order and its position. */
export class Desk {
  readonly symbol: string;
  readonly history: History;
  order: Order | null = null;
  /** `bars`: how many it has been held for, the entry bar counted. */
  held: { readonly position: Position; readonly opening: Opening; bars: number } | null = null;
  #situations: Situations | null = null;

  /** Before its first bar. @param from epoch ms; bars before it warm up indicators. */
  constructor(
    readonly bars: Bars,
    from: number,
  ) {
    this.symbol = bars.symbol;
    this.history = new History(bars, firstBarAt(bars, from));
  }

  /** Index of the bar to come: so many are known. */
  get next(): number {
    return this.history.count;
  }

  /** The bar to come opens at. */
  get open(): number {
    return this.bars.open[this.history.count];
  }
  get lastClose(): number {
    return this.bars.close[this.history.count - 1];
  }

  /** Whether the bar to come, or the last one that closed, is that of a clock time. */
  opensAt(time: number): boolean {
    return this.bars.time[this.history.count] === time;
  }
  closedAt(time: number): boolean {
    return this.bars.time[this.history.count - 1] === time;
  }

  /** Measured when somebody first looks, all bars at once; each depends on no later one. */
  get situations(): Situations {
    this.#situations ??= situationsOf(this.bars);
    return this.#situations;
  }
}
