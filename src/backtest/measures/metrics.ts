import { mean, sampleStandardDeviation } from 'simple-statistics';
import { dayOf } from '../../common/calendar';
import { power } from '../../common/numbers/sameMath';
import { DAY } from '../../common/timeframe';
import { wilsonInterval } from '../../common/wilson';
import type { Bars } from '../../market/bars';
import { keepsSundays, tradesAtWeekends } from '../../market/weekend';
import type { Curve } from '../engine/equityCurve';
import type { Measures } from '../results/runSummary';
import { type Figure, finite } from './finite';
import { calmarRatio, sortinoRatio, volatility } from './returnFigures';
import { sharpeInterval } from './sharpeInterval';
import { type MeasuredTrade, profitFactor, tradeFigures, winRate } from './tradeFigures';
import { ZERO_DEVIATION } from './zeroDeviation';

const YEAR = 365.25 * DAY;
const SUNDAY = 0;

/** 365 where any symbol trades at weekends, else 252: how many daily returns make a year. */
export function daysPerYear(bars: readonly Bars[]): number {
  return bars.some(tradesAtWeekends) ? 365 : 252;
}

/**
 * The days that count for daily returns. Markets from Monday to Friday may open on Sunday evening, too short to be a
 * day: where no symbol has Sundays of its own, that stub belongs to Monday.
 * @returns the day (midnight UTC, epoch ms) that a clock bar belongs to.
 */
export function tradingDays(bars: readonly Bars[]): (time: number) => number {
  const fold = !bars.some(keepsSundays);
  return (time) => {
    const day = dayOf(time);
    return fold && new Date(day).getUTCDay() === SUNDAY ? day + DAY : day;
  };
}

/**
 * Simple returns from each day's last marked equity to the next one's; the first counts from `start`.
 * Days without a bar have none.
 */
export function dailyReturns(
  { time, equity }: Curve,
  start: number,
  day: (time: number) => number,
): number[] {
  const returns: number[] = [];
  let before = start;
  for (let index = 0; index < time.length; index += 1) {
    if (index + 1 < time.length && day(time[index + 1]) === day(time[index])) continue;
    returns.push(equity[index] / before - 1);
    before = equity[index];
  }
  return returns;
}

/** mean / sd (ddof 1) · √A; null for fewer than two returns or none that differ. */
export function sharpeRatio(returns: readonly number[], perYear: number): number | null {
  if (returns.length < 2) return null;
  const deviation = sampleStandardDeviation([...returns]);
  return deviation < ZERO_DEVIATION ? null : finite((mean([...returns]) / deviation) * Math.sqrt(perYear));
}

/**
 * The deepest fall from an earlier high, as a fraction of that high; the start counts as one.
 * @returns more than 1 where equity falls below 0; null for a span that begins at nothing, which no high is left of.
 */
export function maxDrawdown({ equity }: Curve, start: number): Figure {
  if (start <= 0) return null;
  let peak = start;
  let deepest = 0;
  for (const marked of equity) {
    peak = Math.max(peak, marked);
    deepest = Math.max(deepest, 1 - marked / peak);
  }
  return finite(deepest);
}

/**
 * Growth a year, by years of 365.25 days, 0.1 is ten percent.
 * @param span ms.
 * @returns null without a span, from or to nothing, and where a short span's gain is beyond all numbers a year.
 */
export function annualGrowth(start: number, end: number, span: number): Figure {
  return span > 0 && start > 0 && end > 0 ? finite(power(end / start, YEAR / span) - 1) : null;
}

export interface MeasuresInput {
  /** Equity before the first bar. */
  readonly start: number;
  readonly curve: Curve;
  /** Length of a bar, ms. */
  readonly step: number;
  /** The trades that closed. */
  readonly trades: readonly MeasuredTrade[];
  readonly exposedBars: number | null;
  readonly perYear: number;
  readonly day: (time: number) => number;
}

/** The figures of a run, or of a part of it; null wherever a figure is undefined. */
export function measure({ start, curve, step, trades, exposedBars, perYear, day }: MeasuresInput): Measures {
  const { time, equity } = curve;
  const bars = time.length;
  const finalEquity = bars > 0 ? equity[bars - 1] : start;
  // From nothing, or through nothing, there are no returns.
  const ruined = start <= 0 || equity.some((marked) => marked <= 0);
  const span = bars > 0 ? time[bars - 1] + step - time[0] : 0;
  const returns = ruined ? [] : dailyReturns(curve, start, day);
  const cagr = ruined ? null : annualGrowth(start, finalEquity, span);
  const drawdown = maxDrawdown(curve, start);
  const pnls = trades.map(({ pnl }) => pnl);
  const wins = pnls.filter((pnl) => pnl > 0).length;
  return {
    finalEquity,
    totalReturn: start > 0 ? finite(finalEquity / start - 1) : null,
    trades: trades.length,
    wins,
    winRate: winRate(pnls),
    winRateInterval: wilsonInterval(wins, trades.length),
    sharpe: sharpeRatio(returns, perYear),
    sharpeInterval: sharpeInterval(returns, perYear),
    sortino: sortinoRatio(returns, perYear),
    volatility: volatility(returns, perYear),
    maxDrawdown: drawdown,
    calmar: calmarRatio(cagr, drawdown),
    profitFactor: profitFactor(pnls),
    cagr,
    exposure: exposedBars !== null && bars > 0 ? exposedBars / bars : null,
    ...tradeFigures(trades),
  };
}
