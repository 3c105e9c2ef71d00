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
  readonly #time: Float64Array;
  readonly #equity: Float64Array;
  readonly #cash: Float64Array;
  #length = 0;

  /** @param room for how many bars at most. */
  constructor(room: number) {
    this.#time = new Float64Array(room);
    this.#equity = new Float64Array(room);
    this.#cash = new Float64Array(room);
  }

  get length(): number {
    return this.#length;
  }
  get time(): Float64Array {
    return this.#time.subarray(0, this.#length);
  }
  get equity(): Float64Array {
    return this.#equity.subarray(0, this.#length);
  }
  get cash(): Float64Array {
    return this.#cash.subarray(0, this.#length);
  }

  push(time: number, equity: number, cash: number): void {
    this.#time[this.#length] = time;
    this.#equity[this.#length] = equity;
    this.#cash[this.#length] = cash;
    this.#length += 1;
  }

  /** The bars from `start` on. */
  from(start: number): Curve {
    return { time: this.time.subarray(start), equity: this.equity.subarray(start) };
  }
}
