/** Equity over time, column by column. */
export interface Curve {
  /** The clock bar's open, epoch ms: it says in which day and quarter the bar lies. */
  readonly time: Float64Array;
  /** After the bar, account currency. */
  readonly equity: Float64Array;
}

const FIRST_ROOM = 1024;

/** A run's equity and cash after each clock bar, as it grows. */
export class EquityCurve implements Curve {
  #time = new Float64Array(FIRST_ROOM);
  #equity = new Float64Array(FIRST_ROOM);
  #cash = new Float64Array(FIRST_ROOM);
  #length = 0;

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
    if (this.#length === this.#time.length) {
      this.#time = grown(this.#time);
      this.#equity = grown(this.#equity);
      this.#cash = grown(this.#cash);
    }
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

function grown(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}
