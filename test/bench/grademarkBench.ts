// Times grademark with the rule and the bars of oneRule.ts, long only with a stop, and prints the median, ms. grademark has
// the bars in its own form, made beforehand. (grademark needs chai without naming chai: hence the dependency in the
// package.json beside this file.)
import { DataFrame } from 'data-forge';
import { backtest, type IBar } from 'grademark';
import { BARS, crossings, randomWalk, warmMedian } from './oneRule';

async function main(): Promise<void> {
  const bars = randomWalk('XUSD', BARS, 1);
  const gap = crossings(bars);
  const rows = Array.from({ length: BARS }, (_, index) => ({
    time: new Date(bars.time[index]),
    open: bars.open[index],
    high: bars.high[index],
    low: bars.low[index],
    close: bars.close[index],
    volume: 1,
    gap: gap[index],
  }));
  const series = new DataFrame<number, IBar & { gap: number }>(rows).bake();
  const time = await warmMedian(() =>
    backtest(
      {
        entryRule: (enter, { bar }) => bar.gap > 0 && enter(),
        exitRule: (exit, { bar }) => bar.gap < 0 && exit(),
        stopLoss: ({ entryPrice }) => entryPrice * 0.03,
      },
      series,
    ),
  );
  console.log(time);
}

void main();
