import { createChart, type ISeriesApi, LineSeries } from 'lightweight-charts';
import type { CurvePoints } from '../../report/reportProtocol';
import { count, percentOfShare } from '../format';
import type { Drawing } from './chartBox';
import { BASE, ENDS, LINES, lineData, painted, showsAll } from './chartOptions';
import type { LegendKey } from './legendKey';
import type { Palette } from './palette';

/** A line of equity with its drawdown. */
export interface EquityLine extends LegendKey {
  readonly points: CurvePoints;
  /** Divides equity: 1 shows money; the starting capital makes runs of different capital comparable. */
  readonly unit: number;
}

interface Pair {
  readonly equity: ISeriesApi<'Line'>;
  readonly drawdown: ISeriesApi<'Line'>;
}

/** Draws equity above and drawdown below, on one time axis. */
export function drawEquity(element: HTMLElement): Drawing<readonly EquityLine[]> {
  const chart = createChart(element, { ...BASE, timeScale: { ...BASE.timeScale, ...ENDS } });
  const pairs: Pair[] = [];
  let lines: readonly EquityLine[] = [];
  let palette: Palette | null = null;

  const paint = () => {
    if (!palette) return;
    chart.applyOptions(painted(palette));
    for (const [index, { equity, drawdown }] of pairs.entries()) {
      const color = palette.colours[lines[index].colour as keyof Palette['colours']];
      equity.applyOptions({ color });
      drawdown.applyOptions({ color });
    }
  };
  return {
    chart,
    paint(now) {
      palette = now;
      paint();
    },
    show(wanted) {
      const all = showsAll(
        chart,
        lines.map(({ points }) => points.time),
      );
      lines = wanted;
      while (pairs.length > wanted.length) {
        const last = pairs.pop();
        if (last) for (const series of [last.equity, last.drawdown]) chart.removeSeries(series);
      }
      while (pairs.length < wanted.length) {
        const equity = chart.addSeries(LineSeries, {}, 0);
        const drawdown = chart.addSeries(LineSeries, {}, 1);
        pairs.push({ equity, drawdown });
      }
      for (const [index, pair] of pairs.entries()) showLine(pair, wanted[index]);
      const [upper, lower] = chart.panes();
      upper?.setStretchFactor(3);
      lower?.setStretchFactor(1);
      paint();
      if (all) chart.timeScale().fitContent();
    },
  };
}

function showLine({ equity, drawdown }: Pair, { points, unit, line }: EquityLine): void {
  const look = {
    lineStyle: LINES[line],
    lineWidth: line === 'solid' ? 2 : 1,
    priceLineVisible: false,
    lastValueVisible: false,
  } as const;
  const formatter = unit === 1 ? count : (value: number) => percentOfShare(value - 1);
  equity.applyOptions({ ...look, priceFormat: { type: 'custom', minMove: 1e-6, formatter } });
  drawdown.applyOptions({
    ...look,
    lineWidth: 1,
    priceFormat: { type: 'custom', minMove: 1e-6, formatter: percentOfShare },
  });
  equity.setData(
    lineData(
      points.time,
      points.equity.map((value) => value / unit),
    ),
  );
  drawdown.setData(lineData(points.time, points.drawdown));
}
