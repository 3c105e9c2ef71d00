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

/** For a chart that has all there is to see: its ends are the axis's, whose first and last label the library then keeps whole. */
export const ENDS = { fixLeftEdge: true, fixRightEdge: true } as const;

/** What every chart looks like. TradingView is named below the report, as its licence asks; its logo needs inline styles. */
export const BASE = {
  autoSize: true,
  layout: { attributionLogo: false, fontSize: 12 },
  localization: { locale: t('en') },
  rightPriceScale: { borderVisible: false, entireTextOnly: true },
  timeScale: {
    borderVisible: false,
    timeVisible: true,
    secondsVisible: false,
    // A year of hourly bars must fit; those narrower than a pixel are drawn together.
    minBarSpacing: 0.01,
    enableConflation: true,
    // What was seen stays in sight as the page is made narrower or wider.
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

/** Charts count in seconds. */
export const seconds = (time: number) => Math.floor(time / 1000) as UTCTimestamp;

/** Points as a chart takes them: times rise, and of one second the last counts. */
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

/** Keeps a scale from blowing up where a curve hardly moves. */
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
 * Whether all that a chart has is in sight, or it has nothing: as a run goes on, what it adds should then be seen too.
 * @param times of each of its lines, epoch ms, rising.
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
