import {
  createChart,
  createOptionsChart,
  HistogramSeries,
  type ISeriesApi,
  LineSeries,
  LineType,
} from 'lightweight-charts';
import type { Bin } from '../../report/reportProtocol';
import { count, multiplier, ratio } from '../format';
import type { Drawing } from './chartBox';
import { BASE, ENDS, LINES, lineData, painted } from './chartOptions';
import type { LegendKey } from './legendKey';
import type { Palette } from './palette';

/** A provider's weights; each holds from its time, a quarter's start, on. */
export interface WeightLine extends LegendKey {
  readonly time: readonly number[];
  readonly weight: readonly number[];
}

/** Draws weights as steps, since they change at quarters' ends only. */
export function drawWeights(element: HTMLElement): Drawing<readonly WeightLine[]> {
  const chart = createChart(element, {
    ...BASE,
    timeScale: { ...BASE.timeScale, ...ENDS, timeVisible: false },
  });
  let all: { series: ISeriesApi<'Line'>; colour: string }[] = [];
  let palette: Palette | null = null;
  const paint = () => {
    if (!palette) return;
    chart.applyOptions(painted(palette));
    for (const { series, colour } of all)
      series.applyOptions({ color: palette.colours[colour as keyof Palette['colours']] });
  };
  return {
    chart,
    paint(now) {
      palette = now;
      paint();
    },
    show(lines) {
      for (const { series } of all) chart.removeSeries(series);
      all = lines.map(({ time, weight, colour, line }) => {
        const series = chart.addSeries(LineSeries, {
          lineType: LineType.WithSteps,
          lineStyle: LINES[line],
          lineWidth: 2,
          priceLineVisible: false,
          lastValueVisible: false,
          priceFormat: { type: 'custom', minMove: 0.01, formatter: multiplier },
        });
        series.setData(lineData(time, weight));
        return { series, colour };
      });
      paint();
      chart.timeScale().fitContent();
    },
  };
}

/** The widest that a bar may be drawn where there are few, px. */
const WIDEST = 60;

/** Draws how many trades ended with which result. */
export function drawDistribution(element: HTMLElement): Drawing<readonly Bin[]> {
  const chart = createOptionsChart(element, {
    ...BASE,
    timeScale: { ...BASE.timeScale, ...ENDS, maxBarSpacing: WIDEST },
    localization: { percentageFormatter: count },
  });
  // The library writes a hyphen for the minus sign, and knows no language.
  Object.assign(chart.horzBehaviour(), {
    formatHorzItem: ratio,
    formatTickmark: ({ time }: { readonly time: number }) => ratio(time),
  });
  const series = chart.addSeries(HistogramSeries, {
    priceLineVisible: false,
    lastValueVisible: false,
    priceFormat: { type: 'custom', minMove: 1, formatter: count },
  });
  let bins: readonly Bin[] = [];
  let palette: Palette | null = null;
  const fill = () => {
    if (!palette) return;
    const { gain, loss } = palette.colours;
    series.setData(
      bins.map(({ from, trades }) => ({ time: from, value: trades, color: from >= 0 ? gain : loss })),
    );
  };
  return {
    chart,
    paint(now) {
      palette = now;
      chart.applyOptions(painted(now));
      fill();
    },
    show(data) {
      bins = data;
      fill();
      chart.timeScale().fitContent();
    },
  };
}
