import type { Bars } from '../market/bars';
import { type Indicator, indicatorOf } from '../market/indicators';

/** An indicator's values up to the present; NaN while the indicator warms up. */
export interface Series {
  /** The value at the last known bar. */
  readonly now: number;
  at(index: number): number;
}

/** One symbol's bars up to the present. Reading a later bar is an error, so no provider can see the future. */
export class History {
  private closed: number;

  /** @param count of the bars known from the start. */
  constructor(
    private readonly bars: Bars,
    count: number,
  ) {
    this.closed = count;
  }

  /** How many bars are known; the last known bar has index count − 1. */
  get count(): number {
    return this.closed;
  }

  /** Makes the next bar known, once the bar has closed. Only the engine calls `advance`. */
  advance(): void {
    this.closed += 1;
  }

  open(index: number): number {
    return this.bars.open[this.known(index)];
  }
  high(index: number): number {
    return this.bars.high[this.known(index)];
  }
  low(index: number): number {
    return this.bars.low[this.known(index)];
  }
  close(index: number): number {
    return this.bars.close[this.known(index)];
  }
  volume(index: number): number {
    return this.bars.volume[this.known(index)];
  }
  /** The bar's opening time, epoch ms. */
  time(index: number): number {
    return this.bars.time[this.known(index)];
  }

  /** An indicator of the symbol, measured once for all who ask. @param length in bars. */
  series(indicator: Indicator, length: number): Series {
    return new KnownSeries(this, indicatorOf(this.bars, indicator, length));
  }

  /** @throws RangeError for a bar that has not closed. */
  known(index: number): number {
    if (index >= 0 && index < this.closed) return index;
    throw new RangeError(`bar ${index} of ${this.bars.symbol} is not known: ${this.closed} bars have closed`);
  }
}

class KnownSeries implements Series {
  constructor(
    private readonly history: History,
    private readonly column: Float64Array,
  ) {}

  get now(): number {
    return this.column[this.history.count - 1];
  }
  at(index: number): number {
    return this.column[this.history.known(index)];
  }
}
