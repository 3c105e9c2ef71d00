import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkDefinition } from '../backtest/definition/checkDefinition';
import { listFolder } from '../common/files/folders';
import {
  barFileName,
  definitionsFolder,
  isDefinitionFile,
  marketFolder,
} from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { TIMEFRAMES, type Timeframe } from '../common/timeframe';
import { readBarFile } from '../market/barFile';
import type { Bars } from '../market/bars';
import { plainSymbol } from '../tradelog/cells/symbolName';

/** Symbols whose bars are kept at hand. */
const KEPT = 8;
/** How long a look at the folders holds, ms: over a file of trades the mouse asks many times a second. */
const FRESH = 2000;

/** Where bars of a symbol are to be had. */
interface Source {
  readonly symbol: string;
  /** Absolute. */
  readonly file: string;
  readonly timeframe: Timeframe;
}

/** Bars of a symbol, or why there are none. */
export type FoundBars =
  | { readonly bars: Bars; readonly file: string; readonly timeframe: Timeframe }
  | { readonly why: string };

/** The bars of a workspace by symbol: those that its definitions name, else what lies in data/market. Read once. */
export class BarCache {
  readonly #read = new Map<string, { stamp: string; found: Promise<FoundBars> }>();
  /** What definitions name, by file: they are read again only when they have changed. */
  readonly #named = new Map<string, { stamp: string; sources: Promise<readonly Source[]> }>();
  #sources: { at: number; list: Promise<readonly Source[]> } | null = null;

  /** @param now wall clock, epoch ms. */
  constructor(
    private readonly workspace: string,
    private readonly now: () => number,
  ) {}

  /** The symbols that bars are to be had of. */
  async symbols(): Promise<readonly string[]> {
    return [...new Set((await this.sources()).map(({ symbol }) => symbol))];
  }

  async barsOf(symbol: string): Promise<FoundBars> {
    const source = (await this.sources()).find((one) => plainSymbol(one.symbol) === plainSymbol(symbol));
    if (!source) return { why: `there are no bars of ${symbol} in data/market` };
    const { file, timeframe } = source;
    const stamp = await stampOf(file);
    const key = `${file} ${timeframe}`;
    const before = this.#read.get(key);
    this.#read.delete(key);
    const kept = before?.stamp === stamp ? before : { stamp, found: this.read(source) };
    // The last asked for is the last to go.
    this.#read.set(key, kept);
    for (const oldest of this.#read.keys()) if (this.#read.size > KEPT) this.#read.delete(oldest);
    return kept.found;
  }

  private async read({ symbol, file, timeframe }: Source): Promise<FoundBars> {
    try {
      const { bars } = await readBarFile(file, { symbol, step: TIMEFRAMES[timeframe], now: this.now() });
      return { bars, file, timeframe };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { why: `the bars of ${symbol} cannot be read: ${error.problem}` };
    }
  }

  private sources(): Promise<readonly Source[]> {
    const now = this.now();
    if (!this.#sources || now - this.#sources.at > FRESH) this.#sources = { at: now, list: this.look() };
    return this.#sources.list;
  }

  private async look(): Promise<readonly Source[]> {
    const [named, lying] = await Promise.all([this.ofDefinitions(), this.ofFolder()]);
    return [...named, ...lying];
  }

  private async ofDefinitions(): Promise<Source[]> {
    const folder = definitionsFolder(this.workspace);
    const names = (await listFolder(folder)).filter(isDefinitionFile).sort();
    return (await Promise.all(names.map((name) => this.ofDefinition(join(folder, name))))).flat();
  }

  private async ofDefinition(file: string): Promise<readonly Source[]> {
    const stamp = await stampOf(file);
    const before = this.#named.get(file);
    const kept = before?.stamp === stamp ? before : { stamp, sources: this.namedBy(file) };
    this.#named.set(file, kept);
    return kept.sources;
  }

  private async namedBy(file: string): Promise<Source[]> {
    const checked = checkDefinition(file, await readFile(file, 'utf8').catch(() => ''));
    if ('problems' in checked) return [];
    const { symbols, timeframe } = checked.definition;
    return symbols.map((one) => ({
      symbol: one.symbol,
      file: resolve(this.workspace, one.file),
      timeframe,
    }));
  }

  /** Of a symbol's files the one whose bars are nearest to an hour, as a tie the shorter. */
  private async ofFolder(): Promise<Source[]> {
    const folder = marketFolder(this.workspace);
    const sources = (await listFolder(folder)).flatMap((name): Source[] => {
      const said = barFileName(name);
      return said ? [{ symbol: said.symbol, file: join(folder, name), timeframe: said.timeframe }] : [];
    });
    const distance = ({ timeframe }: Source) => Math.abs(Math.log(TIMEFRAMES[timeframe] / TIMEFRAMES['1h']));
    return sources.sort((a, b) => distance(a) - distance(b) || (a.file < b.file ? -1 : 1));
  }
}

async function stampOf(file: string): Promise<string> {
  const known = await stat(file).catch(() => null);
  return `${known?.mtimeMs} ${known?.size} ${known?.ino}`;
}
