/**
 * The bars of one symbol, in columns: bar i covers [time[i], time[i] + step) and is known at its end.
 * Times (epoch ms, UTC) rise strictly; prices are positive and in the quote currency; a missing volume is NaN.
 */
export interface Bars {
  readonly symbol: string;
  /** Length of a bar, ms. */
  readonly step: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** The columns that hold prices. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close'] as const;

/** Makes columns of `count` zeros, for the caller to fill. */
export function emptyBars(symbol: string, step: number, count: number): Bars {
  const column = () => new Float64Array(count);
  return {
    symbol,
    step,
    time: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** Takes the bars [from, to) by index, as views on the same memory. */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  const cut = (column: Float64Array) => column.subarray(from, to);
  return {
    symbol: bars.symbol,
    step: bars.step,
    time: cut(bars.time),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
  };
}
