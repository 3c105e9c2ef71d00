import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { InputError } from '../../common/inputError';
import { TIMEFRAMES, type Timeframe } from '../../common/timeframe';
import { barAt, csvHeader, csvRow, type TimedBar } from '../barsCsv';
import { parseBars } from '../csvBars';

/** What a download is of: another one cannot go on with its bars. */
export interface PartIdentity {
  readonly source: string;
  readonly symbol: string;
  readonly answered: string;
  readonly timeframe: Timeframe;
  /** SHA-256 of the file that the bars are to be added to. */
  readonly base: string | null;
  /** Where its spans begin, epoch ms. */
  readonly starts: readonly number[];
}

/**
 * The bars of a download that is under way, beside the file that it is for: `BTCUSD-1h.csv.part`. Its first line says
 * what it is of; a bar counts once its line is whole, so that one killed at any moment leaves what the next goes on with.
 */
export class PartFile {
  #empty: boolean;

  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly step: number,
    /** Those that an earlier download left. */
    readonly kept: readonly TimedBar[],
  ) {
    this.#empty = kept.length === 0;
  }

  /** @param file whose part it is. */
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

/** The bars up to the first line that is cut off or cannot be. */
function wholeBars(text: string, { symbol, timeframe }: PartIdentity): readonly TimedBar[] {
  const step = TIMEFRAMES[timeframe];
  // What follows the last line end was cut off.
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
