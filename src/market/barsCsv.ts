import { isoTime } from '../common/calendar';
import { DAY } from '../common/timeframe';
import type { BarNumbers } from './barProblem';
import type { Bars } from './bars';

/** A single bar. `time` is its opening time, epoch ms. */
export interface TimedBar extends BarNumbers {
  readonly time: number;
}

/** Writes the header of a bar file: daily bars have dates, shorter bars have times. @param step ms. */
export function csvHeader(step: number): string {
  return `${step === DAY ? 'date' : 'timestamp'},open,high,low,close,volume\n`;
}

/** Writes a bar as a line of a bar file. A missing volume is left empty. @param step ms. */
export function csvRow({ time, open, high, low, close, volume }: TimedBar, step: number): string {
  const iso = isoTime(time);
  const traded = Number.isNaN(volume) ? '' : volume;
  return `${step === DAY ? iso.slice(0, 10) : iso},${open},${high},${low},${close},${traded}\n`;
}

/** Writes bars as a CSV file. */
export function barsToCsv(bars: Bars): string {
  const lines = [csvHeader(bars.step)];
  for (let index = 0; index < bars.time.length; index += 1) lines.push(csvRow(barAt(bars, index), bars.step));
  return lines.join('');
}

export function barAt({ time, open, high, low, close, volume }: Bars, index: number): TimedBar {
  return {
    time: time[index],
    open: open[index],
    high: high[index],
    low: low[index],
    close: close[index],
    volume: volume[index],
  };
}
