import { isoTime } from '../../common/calendar';
import { csvOf } from '../../common/files/csv';
import type { BenchmarkCurves, EquityCurve } from '../engine/equityCurve';

/** equity.csv: a line a clock bar; `time` is the bar's close, when that equity was known. */
export function equityCsv({ time, equity, cash }: EquityCurve, step: number): string {
  return csvOf(
    ['time', 'equity', 'cash'],
    Array.from(time, (open, index) => [isoTime(open + step), equity[index], cash[index]]),
  );
}

/** benchmarks.csv: as equity.csv, of what the run is held against; a curve that was not played to its end is left out. */
export function benchmarksCsv({ buyAndHold, equalWeights }: BenchmarkCurves, step: number): string {
  return csvOf(
    ['time', 'buy_and_hold', ...(equalWeights ? ['equal_weights'] : [])],
    Array.from(buyAndHold.time, (open, index) => [
      isoTime(open + step),
      buyAndHold.equity[index],
      ...(equalWeights ? [equalWeights.equity[index]] : []),
    ]),
  );
}
