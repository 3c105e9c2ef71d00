import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { InputError } from '../../common/inputError';
import { TIMEFRAMES, type Timeframe } from '../../common/timeframe';
import { barAt, csvHeader, csvRow, type TimedBar } from '../barsCsv';
import { parseBars } from '../csvBars';

/** Identity of the download that a part file belongs to. Another download starts anew. */
export interface PartIdentity {
  readonly source: string;
  readonly symbol: string;
  readonly answered: string;
  readonly timeframe: Timeframe;
  /** SHA-256 of the file that the bars are added to; null for a new file. */
  readonly base: string | null;
  /** Beginnings of the spans asked for, epoch ms. */
  readonly starts: readonly number[];
}

/**
 * The bars received by a download under way, beside their bar file: `BTCUSD-1h.csv.part`. The first line holds the
 * identity of the download. A bar counts once its line is whole, so the next download goes on after a kill at any moment.
 */
export class PartFile {
  #empty: boolean;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly step: number,
    /** Bars that an earlier download left. */
    readonly kept: readonly TimedBar[],
  ) {
    this.#empty = kept.length === 0;
  }

  /** Opens the part file of a bar file, with the bars of an earlier download of the same identity. */
  static async open(file: string, identity: PartIdentity): Promise<PartFile> {
    const path = `${file}.part`;
    const step = TIMEFRAMES[identity.timeframe];
    const head = `# ${JSON.stringify(identity)}\n`;
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    const kept = text.startsWith(head) ? wholeBars(text.slice(head.length), identity) : [];
    const rows = kept.map((bar) => csvRow(bar, step)).join('');
    const handle = await open(path, 'w');
    await handle.write(head + rows);
    return new PartFile(path, handle, step, kept);
  }

  async append(bars: readonly TimedBar[]): Promise<void> {
    if (bars.length === 0) return;
    this.#empty = false;
    await this.handle.write(bars.map((bar) => csvRow(bar, this.step)).join(''));
  }

  async close(): Promise<void> {
    await this.handle.close();
    if (this.#empty) await this.remove();
  }

  remove(): Promise<void> {
    return rm(this.path, { force: true });
  }
}

/** Parses the bars up to the first line that is cut off or invalid. */
function wholeBars(text: string, { symbol, timeframe }: PartIdentity): readonly TimedBar[] {
  const step = TIMEFRAMES[timeframe];
  // Text after the last line end was cut off.
  const lines = text.split('\n').slice(0, -1);
  for (;;) {
    try {
      const bars = parseBars(`${csvHeader(step)}${lines.join('\n')}\n`, { file: 'part', symbol }, step);
      return Array.from(bars.time, (_, index) => barAt(bars, index));
    } catch (error) {
      if (!(error instanceof InputError) || !error.place.line) return [];
      // The header is line 1.
      lines.splice(error.place.line - 2);
    }
  }
}
