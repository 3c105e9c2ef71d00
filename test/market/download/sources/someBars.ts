import { type Bars, emptyBars } from '../../../../src/market/bars';

/** Makes bars by arithmetic, with prices of two decimals that go up and down. @param without leaves bars out. */
export function someBars(
  symbol: string,
  {
    from,
    count,
    step,
    without = () => false,
  }: {
    from: number;
    count: number;
    step: number;
    without?: (time: number) => boolean;
  },
): Bars {
  const times = Array.from({ length: count }, (_, index) => from + index * step).filter(
    (time) => !without(time),
  );
  const bars = emptyBars(symbol, step, times.length);
  const cents = (value: number) => Math.round(value * 100) / 100;
  times.forEach((time, index) => {
    const price = (at: number) => cents(1000 + 100 * Math.sin(at / 37) + 30 * Math.sin(at / 5));
    const [open, close] = [price(index), price(index + 1)];
    bars.time[index] = time;
    bars.open[index] = open;
    bars.close[index] = close;
    bars.high[index] = cents(Math.max(open, close) + (index % 7) / 4);
    bars.low[index] = cents(Math.min(open, close) - (index % 5) / 4);
    bars.volume[index] = cents((index * 7919) % 1000) + 0.25;
  });
  return bars;
}
