import { firstBarAt } from '../backtest/engine/clock';
import { isoTime } from '../common/calendar';
import type { Bars } from '../market/bars';

/** What of a trade is drawn. Times are epoch ms. */
export interface ChartedTrade {
  readonly side: 'long' | 'short' | null;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number | null;
  readonly exitPrice: number | null;
}

/** A picture of bars, and a sentence that says the same to people who cannot see pictures. */
export interface BarChart {
  readonly svg: string;
  readonly alt: string;
}

const WIDTH = 380;
const HEIGHT = 92;
/** Room for the prices at the right, and around the bars. */
const RIGHT = 72;
const MARGIN = 8;
/** Bars before the entry and after the exit. */
const BEFORE = 30;
const AFTER = 10;
/** Most candles that can be told apart in the picture; of more bars, several make one candle. */
const MOST_CANDLES = 80;
// Each colour has a contrast of 3:1 or more on white and on VS Code's dark backgrounds.
const UP = '#0f9d6b';
const DOWN = '#d9534f';
const TEXT = '#808080';
const MARK = '#3b82f6';

interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/** Draws the bars around a trade and marks its entry and exit. @returns null where no bars are there. */
export function barChart(bars: Bars, trade: ChartedTrade): BarChart | null {
  const entry = barAt(bars, trade.entryTime);
  const exit = trade.exitTime === null ? entry : barAt(bars, trade.exitTime);
  if (entry < 0 || exit < entry) return null;
  const from = Math.max(0, entry - BEFORE);
  const to = Math.min(bars.time.length, exit + AFTER + 1);
  const each = Math.ceil((to - from) / MOST_CANDLES);
  const candles = candlesOf(bars, from, to, each);
  const prices = [trade.entryPrice, ...(trade.exitPrice === null ? [] : [trade.exitPrice])];
  const low = Math.min(...prices, ...candles.map((candle) => candle.low));
  const high = Math.max(...prices, ...candles.map((candle) => candle.high));
  const slot = (WIDTH - RIGHT - 2 * MARGIN) / candles.length;
  const x = (index: number) => MARGIN + (Math.floor((index - from) / each) + 0.5) * slot;
  const y = (price: number) =>
    MARGIN + (1 - (high > low ? (price - low) / (high - low) : 0.5)) * (HEIGHT - 2 * MARGIN);
  const parts = candles.map((candle, place) => candleSvg(candle, MARGIN + (place + 0.5) * slot, slot, y));
  const entryAt = [x(entry), y(trade.entryPrice)] as const;
  if (trade.exitTime !== null && trade.exitPrice !== null) {
    const exitAt = [x(exit), y(trade.exitPrice)] as const;
    parts.push(
      `<path d="M${point(entryAt)}L${point(exitAt)}" stroke="${MARK}" stroke-dasharray="3 2"/>`,
      `<circle cx="${round(exitAt[0])}" cy="${round(exitAt[1])}" r="3.5" fill="none" stroke="${MARK}" stroke-width="2"/>`,
      label(
        trade.exitPrice,
        exitAt[1],
        Math.abs(exitAt[1] - entryAt[1]) < 11 ? Math.sign(exitAt[1] - entryAt[1]) || 1 : 0,
        'out',
      ),
    );
  }
  const up = trade.side !== 'short';
  const tip = up ? 1 : -1;
  parts.push(
    `<path d="M${round(entryAt[0])} ${round(entryAt[1])}l-4.5 ${8 * tip}h9z" fill="${MARK}"/>`,
    label(trade.entryPrice, entryAt[1], 0, 'in'),
  );
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" fill="none">`;
  return { svg: `${head}${parts.join('')}</svg>`, alt: sentence(bars, from, to, trade) };
}

/** Index of the bar that a time lies in, or of the last bar before that time; −1 where all bars come later. */
function barAt(bars: Bars, time: number): number {
  return firstBarAt(bars, time + 1) - 1;
}

function candlesOf({ open, high, low, close }: Bars, from: number, to: number, each: number): Candle[] {
  return Array.from({ length: Math.ceil((to - from) / each) }, (_, place) => {
    const start = from + place * each;
    const end = Math.min(to, start + each);
    return {
      open: open[start],
      high: Math.max(...high.subarray(start, end)),
      low: Math.min(...low.subarray(start, end)),
      close: close[end - 1],
    };
  });
}

function candleSvg(
  { open, high, low, close }: Candle,
  x: number,
  slot: number,
  y: (price: number) => number,
): string {
  const color = close >= open ? UP : DOWN;
  const width = Math.max(1, slot * 0.7);
  const top = y(Math.max(open, close));
  const height = Math.max(1, y(Math.min(open, close)) - top);
  const wick = `<path d="M${round(x)} ${round(y(high))}V${round(y(low))}" stroke="${color}"/>`;
  return `${wick}<rect x="${round(x - width / 2)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" fill="${color}"/>`;
}

/** Writes a price at the right edge. @param push −1 or 1 moves the text up or down, off another price. */
function label(price: number, y: number, push: number, word: string): string {
  const place = Math.min(HEIGHT - 3, Math.max(10, y + 4 + push * 11));
  return `<text x="${WIDTH - RIGHT + 2}" y="${round(place)}" font-family="sans-serif" font-size="10" fill="${TEXT}">${word} ${priceText(price)}</text>`;
}

const round = (value: number) => Number(value.toFixed(1));
const point = ([x, y]: readonly [number, number]) => `${round(x)} ${round(y)}`;
const priceText = (price: number) => String(Number(price.toPrecision(6)));

function sentence({ symbol, time, step }: Bars, from: number, to: number, trade: ChartedTrade): string {
  const when = (at: number) => isoTime(at).slice(0, 16).replace('T', ' ');
  const exit =
    trade.exitTime === null || trade.exitPrice === null
      ? ''
      : `, exit at ${priceText(trade.exitPrice)} on ${when(trade.exitTime)}`;
  return `Bars of ${symbol} from ${when(time[from])} to ${when(time[to - 1] + step)}: entry at ${priceText(trade.entryPrice)} on ${when(trade.entryTime)}${exit}`;
}
