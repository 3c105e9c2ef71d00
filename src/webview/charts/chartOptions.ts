import { t } from '@vscode/l10n';
import {
  type AutoscaleInfo,
  ColorType,
  type IChartApi,
  type ISeriesApi,
  LineStyle,
  type SeriesType,
  type UTCTimestamp,
} from 'lightweight-charts';
import type { Palette } from './palette';

export const LINES = {
  solid: LineStyle.Solid,
  dashed: LineStyle.Dashed,
  dotted: LineStyle.Dotted,
} as const;

/** Pins the axis to the data of a chart that has all there is to see; the library then keeps the first and last label whole. */
export const ENDS = { fixLeftEdge: true, fixRightEdge: true } as const;

/**
 * Options of all charts. The logo, which needs inline styles, is off: TradingView is named below the report, as its
 * licence asks.
 */
export const BASE = {
  autoSize: true,
  layout: { attributionLogo: false, fontSize: 12 },
  localization: { locale: t('en') },
  rightPriceScale: { borderVisible: false, entireTextOnly: true },
  timeScale: {
    borderVisible: false,
    timeVisible: true,
    secondsVisible: false,
    // A year of hourly bars must fit; bars narrower than a pixel are merged as they are drawn.
    minBarSpacing: 0.01,
    enableConflation: true,
    // Keeps what is in sight as the page is made narrower or wider.
    lockVisibleTimeRangeOnResize: true,
  },
  // A wheel over the report scrolls the report.
  handleScroll: { mouseWheel: false },
  handleScale: { mouseWheel: false },
} as const;

export function painted({ colours, font }: Palette) {
  return {
    layout: {
      background: { type: ColorType.Solid, color: colours.bg },
      textColor: colours.muted,
      fontFamily: font,
      panes: { separatorColor: colours.grid, separatorHoverColor: colours.grid },
    },
    grid: { vertLines: { visible: false }, horzLines: { color: colours.grid } },
    crosshair: {
      vertLine: { color: colours.muted, labelBackgroundColor: colours.muted },
      horzLine: { color: colours.muted, labelBackgroundColor: colours.muted },
    },
  };
}

/** Epoch ms as the library's epoch seconds. */
export const seconds = (time: number) => Math.floor(time / 1000) as UTCTimestamp;

/** Points as the library takes them: times must rise, so of those within one second only the last is kept. */
export function lineData(
  time: readonly number[],
  value: readonly number[],
): { time: UTCTimestamp; value: number }[] {
  const points: { time: UTCTimestamp; value: number }[] = [];
  for (let index = 0; index < time.length; index += 1) {
    const point = { time: seconds(time[index]), value: value[index] };
    const last = points.at(-1);
    if (last && last.time >= point.time) points[points.length - 1] = { ...point, time: last.time };
    else points.push(point);
  }
  return points;
}

/** Keeps a scale from magnifying a curve that hardly moves. @param least the least range of the scale. */
export function atLeast(series: ISeriesApi<SeriesType>, least: number): void {
  series.applyOptions({
    autoscaleInfoProvider: (original: () => AutoscaleInfo | null) => {
      const info = original();
      if (!info?.priceRange) return info;
      const { minValue, maxValue } = info.priceRange;
      const room = Math.max(0, least - (maxValue - minValue)) / 2;
      return { ...info, priceRange: { minValue: minValue - room, maxValue: maxValue + room } };
    },
  });
}

/**
 * Whether a chart shows all of its data, or has none; then what a running backtest adds should come in sight too.
 * @param times the times of each line, epoch ms, rising.
 */
export function showsAll(chart: IChartApi, times: readonly (readonly number[])[]): boolean {
  const seen = chart.timeScale().getVisibleRange();
  return (
    seen === null ||
    times.every(
      (time) =>
        time.length === 0 ||
        (Number(seen.from) <= seconds(time[0]) && Number(seen.to) >= seconds(time[time.length - 1])),
    )
  );
}
