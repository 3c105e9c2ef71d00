import { CandlestickSeries, createChart } from 'lightweight-charts';
import type { PriceBars, ReportTrade } from '../../report/reportProtocol';
import { axisPrices, price } from '../format';
import type { Drawing } from './chartBox';
import { BASE, painted, seconds, showsAll } from './chartOptions';
import { PositionShapes } from './positionShapes';

export interface PriceData {
  readonly bars: PriceBars;
  readonly trades: readonly ReportTrade[];
  /** The range to show at first, epoch ms; null: all. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** Whether these bars are all that there is to see. */
  readonly all: boolean;
}

interface Events {
  /** Called when the reader moves or zooms the chart; epoch ms. */
  moved(range: { from: number; to: number }): void;
  chosen(trade: string): void;
}

/** Draws bars with the positions that were held over them. */
export function drawPrices(element: HTMLElement, events: Events): Drawing<PriceData> {
  const chart = createChart(element, BASE);
  const series = chart.addSeries(CandlestickSeries, {
    priceLineVisible: false,
    lastValueVisible: false,
    priceFormat: { type: 'custom', minMove: 1e-8, formatter: price, tickmarksFormatter: axisPrices },
  });
  const shapes = new PositionShapes();
  series.attachPrimitive(shapes);
  let shown: PriceData | null = null;

  chart.subscribeClick(({ hoveredObjectId }) => {
    if (typeof hoveredObjectId === 'string') events.chosen(hoveredObjectId);
  });
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range && shown && shown.bars.time.length > 0)
      events.moved({ from: timeAt(shown.bars, range.from), to: timeAt(shown.bars, range.to) });
  });
  return {
    chart,
    paint(palette) {
      const { bg, muted } = palette.colours;
      chart.applyOptions(painted(palette));
      // Rising bars are hollow, falling ones filled: no colour is needed to tell them apart.
      series.applyOptions({
        upColor: bg,
        downColor: muted,
        borderUpColor: muted,
        borderDownColor: muted,
        wickUpColor: muted,
        wickDownColor: muted,
      });
      shapes.paint(palette);
    },
    show(data) {
      const { bars, trades } = data;
      const seen = chart.timeScale().getVisibleRange();
      // Beyond the ends there may be more bars, which are read when the reader moves there.
      if (data.all !== shown?.all)
        chart.timeScale().applyOptions({ fixLeftEdge: data.all, fixRightEdge: data.all });
      const first = shown === null;
      // Where all bars were in sight, those that a running backtest adds should be too.
      const follows =
        shown !== null && shown.bars !== bars && data.all && shown.all && showsAll(chart, [shown.bars.time]);
      if (shown?.bars !== bars) {
        series.setData(
          bars.time.map((time, index) => ({
            time: seconds(time),
            open: bars.open[index],
            high: bars.high[index],
            low: bars.low[index],
            close: bars.close[index],
          })),
        );
      }
      shapes.show(trades, bars);
      const range = first
        ? data.range && { from: seconds(data.range.from), to: seconds(data.range.to) }
        : seen;
      if (follows) chart.timeScale().fitContent();
      else if (bars.time.length > 0 && range) chart.timeScale().setVisibleRange(range);
      else if (first) chart.timeScale().fitContent();
      shown = data;
    },
  };
}

/** The time of a place on the axis; extrapolated beyond the bars. */
function timeAt({ time, step }: PriceBars, place: number): number {
  const last = time.length - 1;
  const index = Math.round(Math.min(last, Math.max(0, place)));
  const beyond = place < 0 ? place : Math.max(0, place - last);
  return time[index] + beyond * step;
}
