import { type DotKernel, dotKernel, LARGEST, PAGE } from './dotKernel';

/** Rows are as long as the kernel's step of floats, or a multiple of it. */
const STEP = 16;
const FLOAT = 4;

/**
 * Vectors of one width in rows, whose inner products with a query are computed all at once and exactly, in 32-bit
 * floats. The order of additions is fixed (16 lanes), so that WebAssembly and JavaScript agree to the last bit.
 */
export class VectorTable {
  readonly #memory: WebAssembly.Memory;
  readonly #dots: DotKernel['dots'];
  readonly #stride: number;
  /** A view of all WebAssembly memory; made anew when the memory grows. */
  #floats: Float32Array;
  #length = 0;

  /** @param width numbers a row. @param simd false for the JavaScript form of the kernel. */
  constructor(
    private readonly width: number,
    simd = true,
  ) {
    this.#stride = Math.ceil(width / STEP) * STEP;
    const kernel = simd ? dotKernel() : null;
    this.#memory = kernel?.memory ?? new WebAssembly.Memory({ initial: 1 });
    this.#dots =
      kernel?.dots ??
      ((query, rows, count, bytes, scores) =>
        dotsInJavaScript(this.#memory.buffer, { query, rows, count, bytes, scores }));
    this.#floats = new Float32Array(this.#memory.buffer);
  }

  get length(): number {
    return this.#length;
  }

  /** Makes room for `rows` in all. @throws RangeError beyond 4 GB. */
  reserve(rows: number): void {
    const needed = this.endOf(rows) * FLOAT;
    if (needed > LARGEST)
      throw new RangeError(`${rows} vectors of ${this.width} numbers do not fit into 4 GB`);
    const missing = Math.ceil((needed - this.#memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    this.#memory.grow(missing);
    this.#floats = new Float32Array(this.#memory.buffer);
  }

  /** Appends a row. @param vector `width` numbers. */
  add(vector: ArrayLike<number>): void {
    if (this.endOf(this.#length + 1) > this.#floats.length) this.reserve(Math.max(16, this.#length * 2));
    const [floats, start] = [this.#floats, this.placeOf(this.#length)];
    for (let place = 0; place < this.width; place += 1) floats[start + place] = vector[place];
    this.#length += 1;
  }

  /** Forgets all rows, and keeps their room. */
  clear(): void {
    this.#length = 0;
  }

  /** The inner product of two rows. */
  dot(a: number, b: number): number {
    const floats = this.#floats;
    const left = this.placeOf(a);
    const right = this.placeOf(b);
    let product = 0;
    for (let place = 0; place < this.width; place += 1)
      product += floats[left + place] * floats[right + place];
    return product;
  }

  /**
   * The inner products of `query` (`width` numbers) with every row.
   * @returns a view, one score a row, valid until the next call of `add`, `reserve` or `dots`.
   */
  dots(query: ArrayLike<number>): Float32Array {
    this.#floats.set(query, 0);
    const scores = this.placeOf(this.#length);
    this.#dots(0, this.placeOf(0) * FLOAT, this.#length, this.#stride * FLOAT, scores * FLOAT);
    return this.#floats.subarray(scores, scores + this.#length);
  }

  /** The inner product of `query` with one row, as `dots` tells it, to the last bit. */
  dotWith(query: ArrayLike<number>, row: number): number {
    this.#floats.set(query, 0);
    const score = this.placeOf(this.#length);
    this.#dots(0, this.placeOf(row) * FLOAT, 1, this.#stride * FLOAT, score * FLOAT);
    return this.#floats[score];
  }

  /** A view of a row's `width` numbers, valid until the next call of `add` or `reserve`. */
  row(index: number): Float32Array {
    return this.#floats.subarray(this.placeOf(index), this.placeOf(index) + this.width);
  }

  // The query comes first, then the rows, then room for the scores; places count floats.
  private placeOf(row: number): number {
    return (1 + row) * this.#stride;
  }
  private endOf(rows: number): number {
    return this.placeOf(rows) + rows;
  }
}

/** What dotKernel.wat does, addition for addition. */
function dotsInJavaScript(
  buffer: ArrayBuffer,
  { query, rows, count, bytes, scores }: Record<'query' | 'rows' | 'count' | 'bytes' | 'scores', number>,
): void {
  const width = bytes / FLOAT;
  const wanted = new Float32Array(buffer, query, width);
  const table = new Float32Array(buffer, rows, width * count);
  const out = new Float32Array(buffer, scores, count);
  const lanes = new Float32Array(STEP);
  const { fround } = Math;
  for (let row = 0; row < count; row += 1) {
    lanes.fill(0);
    for (let place = 0; place < width; place += 1) {
      const lane = place % STEP;
      lanes[lane] = fround(lanes[lane] + fround(wanted[place] * table[row * width + place]));
    }
    const lane = (at: number) =>
      fround(fround(lanes[at] + lanes[at + 4]) + fround(lanes[at + 8] + lanes[at + 12]));
    out[row] = fround(fround(lane(0) + lane(1)) + fround(lane(2) + lane(3)));
  }
}
