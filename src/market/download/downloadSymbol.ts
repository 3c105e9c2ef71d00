import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isoTime } from '../../common/calendar';
import { marketFile } from '../../common/files/workspacePaths';
import { sha256 } from '../../common/hashOf';
import { InputError } from '../../common/inputError';
import { TIMEFRAMES } from '../../common/timeframe';
import { describeBars } from '../barSidecar';
import { type Bars, emptyBars } from '../bars';
import { barAt, barsToCsv, type TimedBar } from '../barsCsv';
import { parseBars } from '../csvBars';
import { kindOfGap } from '../gaps';
import type { BarsTask, SymbolEnd } from './barsProtocol';
import { type CachedFile, keepReplaced, readCached, removeLeftovers, writeCached } from './cachedFile';
import { firstChange } from './changedPast';
import { withFileLock } from './fileLock';
import { NeedsConsent } from './needsConsent';
import { PartFile } from './partFile';
import { collectBars } from './sources/collect';
import { SETTLED_AFTER } from './sources/page';
import type { PoliteNet } from './sources/politeNet';
import type { BarSource, Listing, Span } from './sources/source';
import { usualSource } from './sources/sourceNames';
import { askedSpan, spansToAsk } from './spans';

/** Difference between this machine's clock and the source's that is worth a note, ms. */
const SKEW_TOLD = 2 * 60_000;

export interface SymbolDownload {
  readonly task: BarsTask;
  readonly symbol: string;
  readonly net: PoliteNet;
  /** @throws InputError for an unknown source. */
  sourceOf(name: string): BarSource;
  readonly progress: { begin(share: number): void; advance(bars: number, share: number): void };
}

/**
 * Downloads the missing bars of one symbol and adds them to its file. Until all bars are there the file stays as it was,
 * and the bars received so far are in a part file beside it.
 * @throws InputError where the source cannot give the bars. @throws NeedsConsent where the user must agree first.
 */
export async function downloadSymbol(download: SymbolDownload): Promise<SymbolEnd> {
  const { task, symbol } = download;
  const file = marketFile(task.workspace, symbol, task.timeframe);
  await mkdir(dirname(file), { recursive: true });
  return withFileLock(file, async (requireHeld) => {
    await removeLeftovers(file);
    const before = await readCached(file, symbol, task.timeframe);
    const notes: string[] = [];
    const came = await fetchBars(download, file, before, (text) => notes.push(text));
    const { source, listing, spans, part } = came;
    const kept = before.state === 'ours' ? before.bars : null;
    const change = kept ? firstChange(kept, came.fetched, spans) : null;
    if (change && !task.acceptChanges) {
      await part.remove();
      throw changed(file, `${source.name} has changed its past: ${change.text}`);
    }
    const merged = task.acceptChanges || !kept ? came.fetched : withKept(kept, came.fetched);
    if (merged.size === 0) {
      const span = `${isoTime(came.asked.from)} to ${isoTime(came.asked.to)}`;
      const problem = `${source.name} has no bars of ${symbol} from ${span}`;
      throw new InputError({ file }, problem, source.limits ?? 'Ask for another span');
    }
    const bars = barsOf(symbol, TIMEFRAMES[task.timeframe], merged);
    const bytes = Buffer.from(barsToCsv(bars));
    // A file that a backtest would refuse must not be written.
    parseBars(bytes.toString('utf8'), { file, symbol }, bars.step);
    notes.push(...silenceAround(bars, came.asked, listing, source.name));
    requireHeld();
    const replaces = task.acceptChanges && before.state !== 'none' && (change || before.state === 'foreign');
    const now = download.net.world.now();
    const replaced = replaces ? await keepReplaced(file, before.bytes, now) : null;
    const { answered, zone, hours } = listing;
    const described = describeBars(bars, listing);
    await writeCached(file, bytes, before, {
      source: source.name,
      symbol,
      answered,
      timeframe: task.timeframe,
      zone,
      hours,
      fetched_at: isoTime(now),
      ...described,
    });
    await part.remove();
    const missing = described.gaps.filter(({ kind }) => kind === 'missing');
    return {
      symbol,
      state: 'done',
      file,
      source: source.name,
      bars: described.bars,
      added: replaces ? described.bars : described.bars - (kept?.time.length ?? 0),
      first: described.first,
      last: described.last,
      missing: missing.reduce((sum, gap) => sum + gap.bars, 0),
      gaps: missing.length,
      replaced,
      notes,
    };
  });
}

interface Fetched {
  readonly source: BarSource;
  readonly listing: Listing;
  readonly asked: Span;
  readonly spans: readonly Span[];
  readonly fetched: ReadonlyMap<number, TimedBar>;
  /** Closed; to be removed once its bars are in the file. */
  readonly part: PartFile;
}

async function fetchBars(
  { task, symbol, net, sourceOf, progress }: SymbolDownload,
  file: string,
  before: CachedFile,
  note: (text: string) => void,
): Promise<Fetched> {
  const { timeframe } = task;
  const from = before.state === 'ours' ? before.sidecar.source : usualSource(symbol);
  const source = sourceOf(task.source ?? from);
  if (!source.timeframes.includes(timeframe)) {
    const remedy = `Take one of ${source.timeframes.join(', ')}: a backtest puts longer bars together itself`;
    throw new InputError({ file }, `${source.name} has no ${timeframe} bars`, remedy);
  }
  const listing = await source.find(symbol, timeframe, task.acceptSymbols);
  requireAgreed(file, before, source.name, listing, task);
  const now = net.timeOf(source.host);
  const ahead = net.aheadOf(source.host);
  if (ahead !== null && Math.abs(ahead) > SKEW_TOLD) {
    const minutes = Math.round(Math.abs(ahead) / 60_000);
    const way = ahead > 0 ? 'behind' : 'ahead of';
    note(`this machine's clock is ${minutes} minutes ${way} ${source.host}'s, which was believed`);
  }
  const kept = before.state === 'ours' ? before.bars : null;
  const asked = askedSpan(task, kept, file, now);
  // A replaced file is downloaded whole: old and new bars must not be mixed.
  const spans = spansToAsk(asked, kept, task.whole || task.acceptChanges);
  const part = await PartFile.open(file, {
    source: source.name,
    symbol,
    answered: listing.answered,
    timeframe,
    base: before.state === 'none' ? null : sha256(before.bytes),
    starts: spans.map((span) => span.from),
  });
  try {
    const fetched = new Map(part.kept.map((bar) => [bar.time, bar]));
    const resumed = (part.kept.at(-1)?.time ?? -Infinity) + TIMEFRAMES[timeframe];
    const left = spans.map((span) => ({ ...span, from: Math.min(span.to, Math.max(span.from, resumed)) }));
    const length = (all: readonly Span[]) => all.reduce((sum, span) => sum + span.to - span.from, 0);
    const total = length(spans);
    let covered = total - length(left);
    progress.begin(total > 0 ? covered / total : 1);
    for (const span of left) {
      let reached = span.from;
      for await (const { bars, until } of collectBars(source, net, { listing, timeframe, span }, note)) {
        await part.append(bars);
        for (const bar of bars) fetched.set(bar.time, bar);
        covered += until - reached;
        reached = until;
        progress.advance(bars.length, covered / total);
      }
    }
    return { source, listing, asked, spans, fetched, part };
  } finally {
    await part.close();
  }
}

/** @throws NeedsConsent for bars other than those asked for, unless the user has agreed to them. */
function requireAgreed(
  file: string,
  before: CachedFile,
  source: string,
  { answered, differs }: Listing,
  { acceptSymbols, acceptChanges }: BarsTask,
): void {
  if (differs !== null && !acceptSymbols.includes(answered)) {
    const remedy = `If that is what you want, accept it with --accept-symbol "${answered}"`;
    throw new NeedsConsent(file, differs, remedy, { kind: 'symbol', answered });
  }
  if (acceptChanges || before.state === 'none') return;
  if (before.state === 'foreign') throw changed(file, before.why);
  const { sidecar } = before;
  if (sidecar.source !== source || sidecar.answered !== answered)
    throw changed(file, `it has ${sidecar.answered} of ${sidecar.source}, not ${answered} of ${source}`);
}

/** Notes on missing bars before the first and after the last bar: these lie in no gap of the file. */
function silenceAround(
  { time, step }: Bars,
  asked: Span,
  { hours, zone }: Listing,
  source: string,
): string[] {
  const ends = [
    { from: asked.from, to: time[0] },
    { from: time[time.length - 1] + step, to: asked.to },
  ];
  return ends
    .filter((end) => end.to - end.from >= step + SETTLED_AFTER && kindOfGap(end, hours, zone) === 'missing')
    .map(({ from, to }) => `${source} has no bars from ${isoTime(from)} to ${isoTime(to)}`);
}

function changed(file: string, problem: string): NeedsConsent {
  const remedy =
    'Nothing was written. --accept-changes downloads it anew and keeps this one in data/market/replaced';
  return new NeedsConsent(file, problem, remedy, { kind: 'changes' });
}

function withKept(kept: Bars, fetched: ReadonlyMap<number, TimedBar>): ReadonlyMap<number, TimedBar> {
  const old = Array.from(kept.time, (time, index) => [time, barAt(kept, index)] as const);
  return new Map([...old, ...fetched]);
}

function barsOf(symbol: string, step: number, byTime: ReadonlyMap<number, TimedBar>): Bars {
  const sorted = [...byTime.values()].sort((a, b) => a.time - b.time);
  const bars = emptyBars(symbol, step, sorted.length);
  sorted.forEach((bar, index) => {
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const)
      bars[name][index] = bar[name];
  });
  return bars;
}
