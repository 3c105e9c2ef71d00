import { open, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { checkDefinition } from '../backtest/definition/checkDefinition';
import type { Definition } from '../backtest/definition/definition';
import { type SymbolPlace, symbolPlaces } from '../backtest/definition/symbolPlaces';
import { isoTime, parseIsoTime } from '../common/calendar';
import { FileCache, stampOf } from '../common/files/fileCache';
import { exists, listFolder } from '../common/files/folders';
import { barFileName, marketFolder } from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { DAY, TIMEFRAMES, type Timeframe } from '../common/timeframe';
import { readBarFile } from '../market/barFile';
import { describeBars } from '../market/barSidecar';
import { parseBars } from '../market/csvBars';
import { readSidecar } from '../market/download/cachedFile';
import type { BarFileQueries, BarRow, DefinitionBars, WantedBars } from './barsRows';

/** How many bars before a backtest's begin are downloaded too: the longest indicator looks back 114. */
const WARM_UP = 200;
/** How long after a backtest's begin its bars may begin, and end before its end: weekends and holidays, ms. */
const SLACK = 5 * DAY;
/** How much of a file's ends is read, bytes. */
const EDGE = 4096;
/** How many files' gaps are kept in memory. */
const FILES_KEPT = 1000;

/** Answers the editor's questions about data/market, without reading a file whole unless its gaps are asked for. */
export class BarFiles implements BarFileQueries {
  /** Rows of files that were read whole for their gaps. */
  readonly #described = new FileCache<Promise<BarRow>>(FILES_KEPT);

  constructor(private readonly workspace: string) {}

  private get folder(): string {
    return marketFolder(this.workspace);
  }

  /** By name. */
  async rows(): Promise<BarRow[]> {
    const names = (await listFolder(this.folder)).filter((name) => barFileName(name) !== null).sort();
    const rows = await Promise.all(names.map((name) => this.row(join(this.folder, name))));
    return rows.filter((row) => row !== null);
  }

  /** The symbols of a definition as it is being typed, each with its bars. @param file absolute. */
  async definitionBars(file: string, text: string): Promise<DefinitionBars[]> {
    const checked = checkDefinition(file, text);
    const definition = 'definition' in checked ? checked.definition : null;
    return Promise.all(
      symbolPlaces(text).map(async (place): Promise<DefinitionBars> => {
        const { symbol, line, column, length } = place;
        const path = resolve(this.workspace, place.file);
        const row = await this.row(path);
        const wanted = definition ? await this.wanted(place, path, row, definition) : null;
        return { symbol, line, column, length, file: path, row, wanted };
      }),
    );
  }

  /** Problems of a definition whose bar files are not there. @param file absolute. */
  async missingFiles(file: string, text: string): Promise<InputError[]> {
    const bars = await this.definitionBars(file, text);
    const missing = await Promise.all(bars.map(async (one) => ((await exists(one.file)) ? [] : [one])));
    return missing.flat().map(({ line, column, file: path, wanted }) => {
      const name = relative(this.workspace, path).split(sep).join('/');
      const remedy = wanted
        ? 'Download its bars (Quick Fix), or name another file'
        : 'Name a .csv or .csv.gz file with bars';
      return new InputError({ file, line, column }, `there is no ${name}`, remedy);
    });
  }

  /** A file with its gaps. A file without a sidecar is read for them, once. @returns null for what is no bar file. */
  async barFile(file: string): Promise<BarRow | null> {
    const row = await this.row(file);
    if (!row || row.gaps !== null) return row;
    return this.#described.get(file, await stampOf(file), () => this.withGaps(row));
  }

  private async withGaps(row: BarRow): Promise<BarRow> {
    const wanted = { symbol: row.symbol, step: TIMEFRAMES[row.timeframe], now: Infinity };
    const read = await readBarFile(row.file, wanted).catch((error: unknown) => {
      if (error instanceof InputError) return null;
      throw error;
    });
    if (!read) return row;
    const facts = describeBars(read.bars, { hours: 'unknown', zone: 'UTC' });
    return { ...row, ...facts, ...holes(facts.gaps) };
  }

  private async row(file: string): Promise<BarRow | null> {
    const name = barFileName(basename(file));
    const size = await stat(file).then(
      (found) => (found.isFile() ? found.size : null),
      () => null,
    );
    if (!name || size === null) return null;
    const { packed, ...named } = name;
    const nothing = { source: null, answered: null, fetchedAt: null, gaps: null, missing: null, bars: null };
    const own = { file, ...named };
    const sidecar = await readSidecar(file);
    if (sidecar) {
      const { source, answered, fetched_at: fetchedAt, first, last, bars } = sidecar;
      const changed = sidecar.bytes !== size;
      return { ...own, source, answered, fetchedAt, first, last, bars, ...holes(sidecar.gaps), changed };
    }
    const edges = packed ? null : await edgesOf(file, own);
    return { ...own, ...nothing, first: edges?.first ?? null, last: edges?.last ?? null, changed: false };
  }

  /** The bars that a symbol of a definition lacks; null where it lacks none or its file is not one that downloads write. */
  private async wanted(
    { symbol }: SymbolPlace,
    path: string,
    row: BarRow | null,
    definition: Definition,
  ): Promise<WantedBars | null> {
    const name = barFileName(basename(path));
    if (name?.symbol !== symbol || name.synthetic || name.packed || dirname(path) !== this.folder)
      return null;
    const [from, to] = [Date.parse(definition.from), Date.parse(definition.to) + DAY];
    // A download cannot go on with a file that was not downloaded.
    if (row && (row.source === null || row.changed)) return null;
    const [first, last] = [row?.first, row?.last].map((time) => parseIsoTime(time ?? ''));
    if (row && first !== null && last !== null && first <= from + SLACK && last >= to - SLACK) return null;
    const { timeframe } = name;
    const begin = from - WARM_UP * TIMEFRAMES[definition.timeframe];
    return { symbol, timeframe, from: isoTime(begin).slice(0, 10), to: definition.to };
  }
}

/** Opening times of the first and last bar, from a file's ends; null where the ends are no bars. */
async function edgesOf(
  file: string,
  { symbol, timeframe }: { symbol: string; timeframe: Timeframe },
): Promise<{ first: string; last: string } | null> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const read = async (from: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(EDGE), 0, EDGE, from);
      return buffer.toString('utf8', 0, bytesRead).trimEnd().split(/\r?\n/);
    };
    const [header, first] = await read(0);
    const last = (await read(Math.max(0, size - EDGE))).at(-1);
    const time = (line: string | undefined) =>
      isoTime(parseBars(`${header}\n${line}\n`, { file, symbol }, TIMEFRAMES[timeframe]).time[0]);
    return { first: time(first), last: time(last) };
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  } finally {
    await handle.close();
  }
}

function holes(gaps: ReturnType<typeof describeBars>['gaps']): { gaps: number; missing: number } {
  const missing = gaps.filter(({ kind }) => kind === 'missing');
  return { gaps: missing.length, missing: missing.reduce((sum, { bars }) => sum + bars, 0) };
}
