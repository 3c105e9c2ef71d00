import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkDefinition } from '../backtest/definition/checkDefinition';
import { FileCache, stampOf } from '../common/files/fileCache';
import { listFolder } from '../common/files/folders';
import {
  barFileName,
  definitionsFolder,
  isDefinitionFile,
  marketFolder,
} from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { ln } from '../common/numbers/sameMath';
import { TIMEFRAMES, type Timeframe } from '../common/timeframe';
import { readBarFile } from '../market/barFile';
import type { Bars } from '../market/bars';
import { plainSymbol } from '../tradelog/cells/symbolName';

/** How many symbols' bars are kept in memory. */
const SYMBOLS_KEPT = 8;
/** How many definitions are kept in memory. */
const DEFINITIONS_KEPT = 1000;
/** How long a listing of the folders is used, ms: over a file of trades the mouse asks many times a second. */
const LISTING_AGE = 2000;

/** A file that has bars of a symbol. */
interface Source {
  readonly symbol: string;
  /** Absolute. */
  readonly file: string;
  readonly timeframe: Timeframe;
  /** IANA zone that a definition names for the file. */
  readonly zone?: string;
}

/** Bars of a symbol, or why there are none. */
export type FoundBars =
  | { readonly bars: Bars; readonly file: string; readonly timeframe: Timeframe }
  | { readonly why: string };

/** Keeps the bars of a workspace by symbol: of the file that a definition names, else of one in data/market. */
export class BarCache {
  readonly #bars = new FileCache<Promise<FoundBars>>(SYMBOLS_KEPT);
  /** The files that definitions name, by definition. */
  readonly #named = new FileCache<Promise<readonly Source[]>>(DEFINITIONS_KEPT);
  #sources: { at: number; list: Promise<readonly Source[]> } | null = null;

  /** @param now wall clock, epoch ms. */
  constructor(
    private readonly workspace: string,
    private readonly now: () => number,
  ) {}

  /** The symbols that have bars in the workspace. */
  async symbols(): Promise<readonly string[]> {
    return [...new Set((await this.sources()).map(({ symbol }) => symbol))];
  }

  async barsOf(symbol: string): Promise<FoundBars> {
    const source = (await this.sources()).find((one) => plainSymbol(one.symbol) === plainSymbol(symbol));
    if (!source) return { why: `there are no bars of ${symbol} in data/market` };
    const { file, timeframe } = source;
    return this.#bars.get(`${file} ${timeframe} ${source.zone}`, await stampOf(file), () =>
      this.read(source),
    );
  }

  private async read({ symbol, file, timeframe, zone }: Source): Promise<FoundBars> {
    try {
      const wanted = { symbol, step: TIMEFRAMES[timeframe], now: this.now(), zone };
      const { bars } = await readBarFile(file, wanted);
      return { bars, file, timeframe };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { why: `the bars of ${symbol} cannot be read: ${error.problem}` };
    }
  }

  private sources(): Promise<readonly Source[]> {
    const now = this.now();
    if (!this.#sources || now - this.#sources.at > LISTING_AGE)
      this.#sources = { at: now, list: this.findSources() };
    return this.#sources.list;
  }

  private async findSources(): Promise<readonly Source[]> {
    const [named, inFolder] = await Promise.all([this.ofDefinitions(), this.ofFolder()]);
    return [...named, ...inFolder];
  }

  private async ofDefinitions(): Promise<Source[]> {
    const folder = definitionsFolder(this.workspace);
    const names = (await listFolder(folder)).filter(isDefinitionFile).sort();
    return (await Promise.all(names.map((name) => this.ofDefinition(join(folder, name))))).flat();
  }

  private async ofDefinition(file: string): Promise<readonly Source[]> {
    return this.#named.get(file, await stampOf(file), () => this.namedBy(file));
  }

  private async namedBy(file: string): Promise<Source[]> {
    const checked = checkDefinition(file, await readFile(file, 'utf8').catch(() => ''));
    if ('problems' in checked) return [];
    const { symbols, timeframe } = checked.definition;
    return symbols.map((one) => ({
      symbol: one.symbol,
      file: resolve(this.workspace, one.file),
      timeframe,
      zone: one.zone,
    }));
  }

  /** The files of data/market; of one symbol's the one whose bars are nearest to an hour comes first. */
  private async ofFolder(): Promise<Source[]> {
    const folder = marketFolder(this.workspace);
    const sources = (await listFolder(folder)).flatMap((name): Source[] => {
      const said = barFileName(name);
      return said ? [{ symbol: said.symbol, file: join(folder, name), timeframe: said.timeframe }] : [];
    });
    const distance = ({ timeframe }: Source) => Math.abs(ln(TIMEFRAMES[timeframe] / TIMEFRAMES['1h']));
    return sources.sort((a, b) => distance(a) - distance(b) || (a.file < b.file ? -1 : 1));
  }
}
