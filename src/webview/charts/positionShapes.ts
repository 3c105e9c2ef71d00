import type {
  AutoscaleInfo,
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesApi,
  ISeriesPrimitive,
  Logical,
  PrimitiveHoveredItem,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts';
import type { PriceBars, ReportTrade } from '../../report/reportProtocol';
import type { Palette } from './palette';

/** Where a position is drawn, in CSS pixels of its pane. */
interface Shape {
  readonly trade: ReportTrade;
  readonly left: number;
  readonly right: number;
  readonly entry: number;
  readonly exit: number;
  readonly stop: number | null;
  readonly target: number | null;
}

/** A position narrower than this is drawn as a line from entry to exit only, px. */
const NARROW = 14;
/** The farthest from a position that a click still means it, px. */
const REACH = 6;

/** Draws positions over bars: shaded from entry to exit, their stop and target dashed, entry and exit marked. */
export class PositionShapes implements ISeriesPrimitive<Time> {
  #chart: IChartApi | null = null;
  #series: ISeriesApi<'Candlestick'> | null = null;
  #request: () => void = () => {};
  #trades: readonly ReportTrade[] = [];
  #bars: PriceBars | null = null;
  #palette: Palette | null = null;
  #shapes: readonly Shape[] = [];
  readonly #views: readonly IPrimitivePaneView[] = [
    { zOrder: () => 'top', renderer: () => ({ draw: (target) => this.draw(target) }) },
  ];

  attached({ chart, series, requestUpdate }: SeriesAttachedParameter<Time>): void {
    this.#chart = chart as IChartApi;
    this.#series = series as ISeriesApi<'Candlestick'>;
    this.#request = requestUpdate;
  }

  show(trades: readonly ReportTrade[], bars: PriceBars): void {
    this.#trades = trades;
    this.#bars = bars;
    this.#request();
  }

  paint(palette: Palette): void {
    this.#palette = palette;
    this.#request();
  }

  updateAllViews(): void {
    this.#shapes = this.shapesNow();
  }

  /** Widens the price axis to the stop and target of a position that is drawn alone. */
  autoscaleInfo(): AutoscaleInfo | null {
    const [trade, ...others] = this.#trades;
    if (!trade || others.length > 0) return null;
    const { entryPrice, exitPrice, stop, target } = trade;
    const prices = [entryPrice, exitPrice, stop, target].filter((price) => price !== null);
    return { priceRange: { minValue: Math.min(...prices), maxValue: Math.max(...prices) } };
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.#views;
  }

  hitTest(x: number, y: number): PrimitiveHoveredItem | null {
    const hit = this.#shapes.find(
      ({ left, right, entry, exit }) =>
        x >= left - REACH &&
        x <= right + REACH &&
        y >= Math.min(entry, exit) - REACH &&
        y <= Math.max(entry, exit) + REACH,
    );
    return hit ? { externalId: hit.trade.id, zOrder: 'top', cursorStyle: 'pointer' } : null;
  }

  /** Computes the shapes of the positions in sight. */
  private shapesNow(): Shape[] {
    const [chart, series, bars] = [this.#chart, this.#series, this.#bars];
    if (!chart || !series || !bars) return [];
    const width = chart.timeScale().width();
    const x = (time: number) => chart.timeScale().logicalToCoordinate(barAt(bars, time) as Logical);
    const y = (price: number | null) => (price === null ? null : series.priceToCoordinate(price));
    return this.#trades.flatMap((trade) => {
      const left = x(trade.entryTime);
      // A level touched inside a bar counts at that bar's close, an instant that belongs to the next bar: hence one ms less.
      const right = x(Math.max(trade.entryTime, trade.exitTime - 1));
      const [entry, exit] = [y(trade.entryPrice), y(trade.exitPrice)];
      if (left === null || right === null || entry === null || exit === null) return [];
      if (right < 0 || left > width) return [];
      return [{ trade, left, right, entry, exit, stop: y(trade.stop), target: y(trade.target) }];
    });
  }

  private draw(target: Parameters<IPrimitivePaneRenderer['draw']>[0]): void {
    const palette = this.#palette;
    if (!palette) return;
    target.useMediaCoordinateSpace(({ context }) => {
      for (const shape of this.#shapes) drawPosition(context, shape, palette, this.#trades.length === 1);
    });
  }
}

/** Index of the bar that an instant lies in. */
function barAt({ time }: PriceBars, instant: number): number {
  let low = 0;
  let high = time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time[middle] <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function drawPosition(
  context: CanvasRenderingContext2D,
  { trade, left, right, entry, exit, stop, target }: Shape,
  { colours }: Palette,
  alone: boolean,
): void {
  const colour = trade.pnl > 0 ? colours.gain : colours.loss;
  const width = right - left;
  context.save();
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 2;
  context.beginPath();
  context.moveTo(left, entry);
  context.lineTo(right, exit);
  context.stroke();
  if (alone || width >= NARROW) {
    context.globalAlpha = 0.18;
    context.fillRect(left, Math.min(entry, exit), width, Math.max(2, Math.abs(exit - entry)));
    context.globalAlpha = 1;
    drawLevel(context, stop, left, right, colours.loss);
    drawLevel(context, target, left, right, colours.gain);
    drawEntry(context, left, entry, trade.side, colours);
    drawExit(context, right, exit, colours);
  }
  context.restore();
}

function drawLevel(
  context: CanvasRenderingContext2D,
  y: number | null,
  left: number,
  right: number,
  colour: string,
): void {
  if (y === null) return;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(right, y);
  context.stroke();
  context.setLineDash([]);
}

/** Draws a triangle that points where the trade wants the price to go. */
function drawEntry(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  side: ReportTrade['side'],
  { fg, bg }: Palette['colours'],
): void {
  const size = side === 'long' ? 5 : -5;
  context.fillStyle = fg;
  context.strokeStyle = bg;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x - 5, y + size);
  context.lineTo(x + 5, y + size);
  context.closePath();
  context.fill();
  context.stroke();
}

function drawExit(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { fg, bg }: Palette['colours'],
): void {
  context.fillStyle = bg;
  context.strokeStyle = fg;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, 3.5, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
