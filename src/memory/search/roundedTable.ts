import { type DotKernel, dotKernel, LARGEST, PAGE } from './dotKernel';

/** Rows are as long as the kernel's step of bytes, or a multiple of it. */
const STEP = 32;
/** Rows are rounded to so many steps from 0 up, and from 0 down. */
const LEVELS = 127;
const MOST_LEVELS_OF_QUERY = 32_767;
const SCORE = 4;
/** Twice what a 32-bit float is off by, of 1. */
const FLOAT_ERROR = 2 ** -23;
/** Numbers that VectorTable adds up in one lane, and then the lanes. */
const LANES = 16;
const LANE_SUMS = 6;
/** More than all products of floats that are too small for one could add up to. */
const UNDERFLOW = 2 ** -120;

/**
 * Vectors in rows of a byte a number, a quarter of what VectorTable must read. It tells no inner products but what each is at
 * most, near enough that only few of many rows need to be compared exactly to know which are the nearest.
 *
 * A row is x = s·q + r, with whole numbers q and what rounding left, r; a query y = t·p + e. So x·y = s·t·(q·p) + s·(q·e) + r·y,
 * where s·(q·e) ≤ |s·q|·|e| and r·y ≤ |r|·|y| (Cauchy-Schwarz); to that is added what adding up in floats may be off by.
 */
export class RoundedTable {
  readonly #kernel: DotKernel;
  readonly #stride: number;
  readonly #queryLevels: number;
  /** A row's s, and the length of its r. */
  readonly #steps: number[] = [];
  readonly #rests: number[] = [];
  /** The length of the longest row, a little more where it was rounded up. */
  #longest = 0;

  /** Null where WebAssembly has no SIMD: without it there is nothing to be gained. @param width numbers a row, not above 16,000. */
  static ofWidth(width: number): RoundedTable | null {
    const kernel = dotKernel();
    return kernel && new RoundedTable(width, kernel);
  }

  private constructor(
    private readonly width: number,
    kernel: DotKernel,
  ) {
    this.#kernel = kernel;
    this.#stride = Math.ceil(width / STEP) * STEP;
    this.#queryLevels = Math.min(MOST_LEVELS_OF_QUERY, Math.floor((2 ** 31 - 1) / (LEVELS * this.#stride)));
  }

  get length(): number {
    return this.#steps.length;
  }

  /** Appends a row. @param vector `width` finite numbers. @throws RangeError beyond 4 GB. */
  add(vector: Float32Array): void {
    const { memory } = this.#kernel;
    const missing = this.scoresAt(this.length + 1) + (this.length + 1) * SCORE - memory.buffer.byteLength;
    // Grows by half as much again, so that rows added one by one do not copy the table each time.
    const half = Math.min(memory.buffer.byteLength / 2, LARGEST - memory.buffer.byteLength);
    if (missing > 0) memory.grow(Math.ceil(Math.max(missing, half) / PAGE));
    const row = new Int8Array(memory.buffer, this.scoresAt(this.length), this.#stride);
    const { step, rest, length } = rounded(vector, LEVELS, row);
    this.#steps.push(step);
    this.#rests.push(rest);
    this.#longest = Math.max(this.#longest, length + rest);
  }

  /** Bounds, for each row, VectorTable's inner product of the row with `query` (`width` finite numbers) from above. */
  atMost(query: Float32Array): Float64Array {
    const { memory, wholeDots } = this.#kernel;
    const asked = rounded(query, this.#queryLevels, new Int16Array(memory.buffer, 0, this.#stride));
    const reach = asked.length + asked.rest;
    const error = (this.width / LANES + LANE_SUMS) * FLOAT_ERROR * reach * this.#longest;
    const slack = this.#longest * asked.rest + error + UNDERFLOW;
    const at = this.scoresAt(this.length);
    wholeDots(0, this.scoresAt(0), this.length, this.#stride, at);
    const dots = new Int32Array(memory.buffer, at, this.length);
    const [steps, rests] = [this.#steps, this.#rests];
    const most = new Float64Array(dots.length);
    for (let row = 0; row < most.length; row += 1)
      most[row] = dots[row] * steps[row] * asked.step + rests[row] * reach + slack;
    return most;
  }

  /** The query comes first, then the rows, then the scores: where these begin with so many rows, and the next row until then. */
  private scoresAt(rows: number): number {
    return this.#stride * (2 + rows);
  }
}

/** Rounds a vector into `whole`. @returns what 1 stands for there, and the lengths of what was left and of what is there. */
function rounded(
  vector: Float32Array,
  levels: number,
  whole: Int8Array | Int16Array,
): { step: number; rest: number; length: number } {
  let largest = 0;
  for (let place = 0; place < vector.length; place += 1) {
    const size = Math.abs(vector[place]);
    if (size > largest) largest = size;
  }
  const step = largest / levels || 1;
  let [rests, squares] = [0, 0];
  whole.fill(0);
  for (let place = 0; place < vector.length; place += 1) {
    // Rounds halves away from 0; Math.round takes as long as all the rest of the loop.
    const number = vector[place] / step;
    const near = (number < 0 ? number - 0.5 : number + 0.5) | 0;
    const left = vector[place] - near * step;
    whole[place] = near;
    rests += left * left;
    squares += near * near;
  }
  return { step, rest: Math.sqrt(rests), length: step * Math.sqrt(squares) };
}
