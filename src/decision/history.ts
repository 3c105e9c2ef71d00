import type { Bars } from '../market/bars';

/** One symbol's bars up to the present; reading later ones is an error, so a provider cannot see its future. */
export class History {
  #count = 0;

  constructor(private readonly bars: Bars) {}

  /** How many bars are known; the last one has index count − 1. */
  get count(): number {
    return this.#count;
  }

  /** Makes the bars before `count` known. The engine alone calls it. */
  advanceTo(count: number): void {
    this.#count = count;
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

  private known(index: number): number {
    if (index >= 0 && index < this.#count) return index;
    throw new RangeError(`bar ${index} of ${this.bars.symbol} is not known: ${this.#count} bars have closed`);
  }
}
