import type { Curve } from '../backtest/engine/equityCurve';
import type { CurvePoints } from './reportProtocol';

/** Stretches of a curve; each leaves up to four points. */
const STRETCHES = 500;

/**
 * A curve and its drawdown for a screen. The drawdown is measured at every point, then both are thinned out.
 * @param curve its times are when each point was known. @param start capital before the first point.
 */
export function curvePoints({ time, equity }: Curve, start: number): CurvePoints {
  const drawdown = new Float64Array(equity.length);
  let peak = start;
  for (let index = 0; index < equity.length; index += 1) {
    peak = Math.max(peak, equity[index]);
    drawdown[index] = peak > 0 ? equity[index] / peak - 1 : 0;
  }
  // The lowest point of a stretch is not its deepest where a new high comes before another fall.
  const deepest = drawdown.indexOf(drawdown.reduce((one, other) => Math.min(one, other), 0));
  const kept = [...new Set([...keptPoints(equity, STRETCHES), ...(deepest < 0 ? [] : [deepest])])];
  kept.sort((a, b) => a - b);
  return {
    time: kept.map((index) => time[index]),
    equity: kept.map((index) => equity[index]),
    drawdown: kept.map((index) => drawdown[index]),
  };
}

/** The indexes of the points that draw a curve like all would: of each stretch first, lowest, highest and last. */
export function keptPoints(values: Float64Array, stretches: number): number[] {
  const length = Math.max(1, Math.ceil(values.length / stretches));
  const kept: number[] = [];
  for (let from = 0; from < values.length; from += length) {
    const to = Math.min(values.length, from + length);
    let lowest = from;
    let highest = from;
    for (let index = from + 1; index < to; index += 1) {
      if (values[index] < values[lowest]) lowest = index;
      if (values[index] > values[highest]) highest = index;
    }
    kept.push(...[...new Set([from, lowest, highest, to - 1])].sort((a, b) => a - b));
  }
  return kept;
}
