// Measures memory beside its limits: loading, searching, retrieving for a decision, saving.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { randomNumbers } from '../../src/common/randomNumbers';
import { VECTOR_WIDTH } from '../../src/memory/embedding/lexicalVector';
import type { Outcome } from '../../src/memory/outcome';
import { rowOf } from '../../src/memory/outcomeRow';
import { RoundedTable } from '../../src/memory/search/roundedTable';
import { VectorTable } from '../../src/memory/search/vectorTable';
import { OutcomeIndex } from '../../src/memory/similar/similarity';
import { loadOutcomes, saveOutcomes } from '../../src/memory/store/memoryFolder';
import { isOutcomeFile } from '../../src/memory/store/outcomeFileName';
import { OutcomeStore } from '../../src/memory/store/outcomeStore';
import { OverviewService } from '../../src/workspace/overview';
import { bareDurableWrites } from './bareWrites';
import { median, report } from './report';
import { runInHost } from './runInHost';

const REPEATS = 5;

/** The median time of `work`, ms, after one call that does not count. */
async function timed(work: () => unknown, repeats = REPEATS): Promise<number> {
  await work();
  const times: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return median(times);
}

/** Copies a run's outcomes under other ids, until there are `count`. */
export function multiplied(outcomes: readonly Outcome[], count: number): Outcome[] {
  return Array.from({ length: count }, (_, index) => {
    const outcome = outcomes[index % outcomes.length];
    return { ...outcome, decision_id: `${Math.floor(index / outcomes.length)}-${outcome.decision_id}` };
  });
}

async function benchLoad(outcomes: readonly Outcome[], count: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'load-'));
  const some = multiplied(outcomes, count);
  for (const outcome of some)
    writeFileSync(
      join(folder, `outcome_${outcome.decision_id}.json`),
      `${JSON.stringify(outcome, null, 2)}\n`,
    );
  const lines = some.map((outcome) => JSON.stringify(outcome)).join('\n');
  const load = async () => {
    const store = new OutcomeStore(folder);
    await store.refresh();
    if (store.rows.length !== count) throw new Error('not all were loaded');
  };
  // As often as a search, so that V8 compiles both rivals.
  const repeats = Math.max(REPEATS, 50_000 / count);
  const warm = await timed(load, repeats);
  const held = await heldBy(folder);
  const parsed = await timed(() => lines.split('\n').map((line) => JSON.parse(line)), repeats);
  rmSync(folder, { recursive: true });
  report(
    `load ${count} outcomes, warm`,
    warm,
    `${(warm / parsed).toFixed(2)} × JSON.parse of the same as lines already in memory (${parsed.toFixed(0)} ms); ${(held / count / 1000).toFixed(2)} MB held per 1,000`,
  );
}

/** Bytes of heap that a store holds, measured after garbage collection where node runs with --expose-gc. */
async function heldBy(folder: string): Promise<number> {
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  const before = used();
  const store = new OutcomeStore(folder);
  await store.refresh();
  const held = used() - before;
  return store.rows.length > 0 ? held : 0;
}

/** Measures one query against `count` vectors of 384 numbers, beside a plain loop and beside reading as many bytes. */
async function benchSearch(count: number): Promise<void> {
  const rows = new Float32Array(count * VECTOR_WIDTH);
  const random = randomNumbers(1);
  for (let place = 0; place < rows.length; place += 1) rows[place] = random() - 0.5;
  const table = new VectorTable(VECTOR_WIDTH);
  table.reserve(count);
  for (let row = 0; row < count; row += 1)
    table.add(rows.subarray(row * VECTOR_WIDTH, (row + 1) * VECTOR_WIDTH));
  const query = rows.slice(0, VECTOR_WIDTH);
  // Often enough for V8 to optimise every rival fully.
  const calls = Math.max(1, Math.round(100_000 / count));
  const each = async (work: () => unknown) =>
    (await timed(() => {
      for (let call = 0; call < calls; call += 1) work();
    })) / calls;
  const kernel = await each(() => table.dots(query));
  const plain = await each(() => {
    const scores = new Float32Array(count);
    for (let row = 0; row < count; row += 1) {
      let product = 0;
      for (let place = 0; place < VECTOR_WIDTH; place += 1)
        product += query[place] * rows[row * VECTOR_WIDTH + place];
      scores[row] = product;
    }
  });
  // Searches for a byte that does not occur: reads every byte, as fast as the C library can.
  const bytes = Buffer.alloc(rows.byteLength, 2);
  const read = await each(() => bytes.indexOf(1));
  report(
    `search ${count} × ${VECTOR_WIDTH}`,
    kernel,
    `${(kernel / plain).toFixed(2)} × a plain loop, ${(kernel / read).toFixed(2)} × reading as many bytes`,
    3,
  );
  if (count >= 100_000) await benchRounded(table, query);
}

/** Measures the search for the five nearest by way of rounded vectors; all inner products must find the same five. */
async function benchRounded(table: VectorTable, query: Float32Array): Promise<void> {
  const rounded = RoundedTable.ofWidth(VECTOR_WIDTH);
  if (!rounded) return;
  for (let row = 0; row < table.length; row += 1) rounded.add(table.row(row));
  let asked = 0;
  const nearest = (most: ArrayLike<number>, exact: (row: number) => number) => {
    const best: { row: number; score: number }[] = [];
    asked = 0;
    for (let row = 0; row < most.length; row += 1) {
      if (best.length === 5 && most[row] < best[4].score) continue;
      asked += 1;
      best.push({ row, score: exact(row) });
      best.sort((a, b) => b.score - a.score || a.row - b.row);
      best.length = Math.min(5, best.length);
    }
    return best;
  };
  const ofAll = () => {
    const scores = table.dots(query);
    return nearest(scores, (row) => scores[row]);
  };
  const ofRounded = () => nearest(rounded.atMost(query), (row) => table.dotWith(query, row));
  const same = isDeepStrictEqual(ofAll(), ofRounded());
  const exactly = asked;
  if (!same) throw new Error('others are nearest by way of rounded vectors');
  const [all, some] = [await timed(ofAll), await timed(ofRounded)];
  report(
    `search ${table.length}, rounded first`,
    some,
    `the 5 nearest, ${(some / all).toFixed(2)} × those of all inner products, and the same; ${exactly} compared exactly`,
    3,
  );
}

async function benchRetrieval(outcomes: readonly Outcome[], count: number): Promise<void> {
  const index = new OutcomeIndex(multiplied(outcomes, count).map(rowOf));
  const queries = outcomes.slice(0, 200);
  const all = await timed(() => {
    for (const { features, market_regime: regime, decision_time: time } of queries)
      index.search({ situation: { features, regime, side: null }, text: null, time: Date.parse(time) }, 5);
  });
  report(`retrieval among ${count}`, all / queries.length, 'situation to ranked neighbours, a decision', 3);
}

async function benchSave(outcomes: readonly Outcome[]): Promise<void> {
  const some = outcomes.slice(0, 200);
  const content = some.map((outcome) => Buffer.from(`${JSON.stringify(outcome, null, 2)}\n`));
  /** Saves into a new folder, like the bare writes: replacing files takes longer. */
  const saved = async (save: (folder: string) => Promise<void>) => {
    const folder = mkdtempSync(join(tmpdir(), 'save-'));
    const started = performance.now();
    await save(folder);
    const time = performance.now() - started;
    rmSync(folder, { recursive: true });
    return time;
  };
  // By turns, because the speed of a shared disk varies over time.
  const times: Record<'bare' | 'one' | 'together', number[]> = { bare: [], one: [], together: [] };
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    times.bare.push(bareDurableWrites(content));
    const oneByOne = async (folder: string) => {
      for (const outcome of some) await saveOutcomes(folder, [outcome]);
    };
    times.one.push(await saved(oneByOne));
    times.together.push(await saved((folder) => saveOutcomes(folder, some)));
  }
  const beside = (mine: readonly number[]) =>
    `${(median(mine) / median(times.bare)).toFixed(2)} × bare write, flush, rename, flush of the folder, in a row`;
  report('durable save, one by one', median(times.one) / some.length, beside(times.one), 2);
  report('durable save, together', median(times.together) / some.length, beside(times.together), 2);
}

/** A trade log of another tool, of a symbol with bars, at prices of these bars. */
function logOf(outcomes: readonly Outcome[]): string {
  const rows = outcomes
    .filter(({ asset_pair: symbol }) => symbol === 'BTCUSD')
    .slice(-100)
    .map((one) => [one.action, one.entry_time, one.exit_time, one.entry_price, one.exit_price, one.pnl]);
  return `Side,Entry Time,Exit Time,Entry Price,Exit Price,Profit,Symbol\n${rows.map((row) => `${row.join(',')},BTCUSD`).join('\n')}\n`;
}

/** The measurements of largeHost.ts, ms. */
interface LargeHost extends Record<'tree' | 'first' | 'second' | 'hovers' | 'longestBlock', number> {
  readonly ofLog: { readonly p50: number; readonly p95: number };
  readonly ofOwn: LargeHost['ofLog'];
  readonly ofNothing: LargeHost['ofLog'];
}

/** Measures the editor with `count` outcomes. @param data a folder with the bars and the run of these outcomes. */
async function benchEditor(outcomes: readonly Outcome[], count: number, data: string): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'large-'));
  const memory = join(workspace, 'data/memory');
  mkdirSync(memory, { recursive: true });
  for (const outcome of multiplied(outcomes, count))
    writeFileSync(join(memory, `outcome_${outcome.decision_id}.json`), JSON.stringify(outcome));
  await new OutcomeStore(memory).refresh();
  const one = new Set([readdirSync(memory).filter(isOutcomeFile)[0]]);
  // The first overview writes the figures; after a restart the worker shows the cached ones, then those of the disk.
  await new OverviewService(workspace).overview('quarter');
  const overview = new OverviewService(workspace, () => one);
  const took = async () => {
    const started = performance.now();
    await overview.overview('quarter');
    return performance.now() - started;
  };
  const [remembered, looked, changed] = [await took(), await took(), await took()];
  report(
    `sidebar, ${count}: remembered`,
    remembered,
    `at first, from the cache; ${looked.toFixed(0)} ms until every file was looked at, ${changed.toFixed(0)} ms at a change of one`,
  );
  for (const part of ['market', 'runs'])
    cpSync(join(data, part), join(workspace, 'data', part), { recursive: true });
  writeFileSync(join(workspace, 'trades-of-another-tool.csv'), logOf(outcomes));
  const measured = runInHost<LargeHost>(workspace, 'largeHost.js', 'large-host.json');
  rmSync(workspace, { recursive: true });
  report(`editor, ${count}: tree read`, measured.tree, 'in the worker, from its cache');
  report(
    `editor, ${count}: hover again`,
    measured.second,
    `the first one ${measured.first.toFixed(0)} ms; the extension host was never blocked for more than ${measured.longestBlock.toFixed(0)} ms`,
  );
  const { ofNothing } = measured;
  for (const [over, { p50, p95 }] of [
    ['another tool’s log', measured.ofLog],
    ['own outcomes', measured.ofOwn],
  ] as const)
    report(
      `editor, ${count}: hover, p95`,
      p95,
      `over ${over}, ${measured.hovers} trades, each another one (median ${p50.toFixed(0)} ms); to be below ${count > 10_000 ? 150 : 50} ms; a hover that says nothing: ${ofNothing.p95.toFixed(0)} ms (median ${ofNothing.p50.toFixed(0)} ms)`,
    );
}

/** @param memory a folder with a run's outcomes. @param large whether to measure up to 100,000 outcomes and 1,000,000 vectors. */
export async function benchMemory(memory: string, large: boolean): Promise<void> {
  const { outcomes } = await loadOutcomes(memory);
  for (const count of large ? [1000, 10_000, 100_000] : [1000, 10_000]) await benchLoad(outcomes, count);
  for (const count of large ? [1000, 10_000, 100_000, 1_000_000] : [1000, 10_000, 100_000])
    await benchSearch(count);
  for (const count of [300, 1000, 10_000]) await benchRetrieval(outcomes, count);
  await benchSave(outcomes);
  const data = join(memory, '..');
  await benchEditor(outcomes, 10_000, data);
  if (large) await benchEditor(outcomes, 100_000, data);
}
