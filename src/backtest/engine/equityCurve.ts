/** Equity over time, column by column. */
export interface Curve {
  /** The clock bar's open, epoch ms: it says in which day and quarter the bar lies. */
  readonly time: Float64Array;
  /** After the bar, account currency. */
  readonly equity: Float64Array;
}

/** The curves that a run's is held against, on the run's clock. */
export interface BenchmarkCurves {
  readonly buyAndHold: Curve;
  /** Null where it was not played to its end. */
  readonly equalWeights: Curve | null;
}

/** A run's equity and cash after each clock bar, as it grows. */
export class EquityCurve implements Curve {
  private readonly clock: Float64Array;
  private readonly marks: Float64Array;
  private readonly cashes: Float64Array;
  private filled = 0;
  /** Number of bars with a position after the open, as of the last quarter's end. */
  exposedBars = 0;

  /** @param clock when each of its bars opens. */
  constructor(clock: Float64Array) {
    this.clock = clock;
    this.marks = new Float64Array(clock.length);
    this.cashes = new Float64Array(clock.length);
  }

  get length(): number {
    return this.filled;
  }
  get time(): Float64Array {
    return this.clock.subarray(0, this.filled);
  }
  get equity(): Float64Array {
    return this.marks.subarray(0, this.filled);
  }
  get cash(): Float64Array {
    return this.cashes.subarray(0, this.filled);
  }

  /** What there was after the clock's next bar. */
  push(equity: number, cash: number): void {
    this.marks[this.filled] = equity;
    this.cashes[this.filled] = cash;
    this.filled += 1;
  }

  /** The bars from `start` on. */
  from(start: number): Curve {
    return { time: this.time.subarray(start), equity: this.equity.subarray(start) };
  }
}
