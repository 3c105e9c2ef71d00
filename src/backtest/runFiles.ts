import { mkdir, readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { type Quarter, secondStamp } from '../market/calendar';
import { InputError } from '../market/inputError';
import { writeWhole } from '../memory/wholeFile';

const number = z.number();
const nullable = z.number().nullable();
/** Runs of earlier versions do not have it. */
const added = nullable.default(null);

const measuresSchema = z.object({
  /** Account currency. */
  finalEquity: number,
  /** 0.1 is ten percent. */
  totalReturn: nullable,
  trades: number,
  wins: number,
  winRate: nullable,
  /** Wilson 95 %. */
  winRateInterval: z.tuple([number, number]).nullable(),
  sharpe: nullable,
  maxDrawdown: number,
  profitFactor: nullable,
  cagr: nullable,
  /** Share of clock bars with a position after the open. */
  exposure: nullable,
  sortino: added,
  /** A year's, 0.1 is ten percent. */
  volatility: added,
  calmar: added,
  sqn: added,
  /** Account currency a trade, each net of all costs. */
  expectancy: added,
  averageWin: added,
  averageLoss: added,
  largestWin: added,
  largestLoss: added,
  payoffRatio: added,
  /** ms. */
  averageHolding: added,
  /** Account currency, all trades together. */
  fees: added,
  slippage: added,
});

const benchmarkSchema = measuresSchema.pick({
  finalEquity: true,
  totalReturn: true,
  sharpe: true,
  maxDrawdown: true,
});
/** What a run is held against. */
export type Benchmark = z.infer<typeof benchmarkSchema>;

const recordSchema = z.object({
  trades: number,
  wins: number,
  win_rate: nullable,
  win_rate_interval: z.tuple([number, number]).readonly().nullable(),
  pnl: number,
});

/** The figures of a run or of one quarter of it; null where a figure is undefined. */
export type Measures = z.infer<typeof measuresSchema>;

const quarterSchema = measuresSchema.extend({
  quarter: z.string().transform((text) => text as Quarter),
  /** What each provider's vote was multiplied by when the quarter ended. */
  weights: z.record(z.string(), number),
});
export type QuarterSummary = z.infer<typeof quarterSchema>;

const summarySchema = z.object({
  schema_version: z.literal(1),
  run: z.string(),
  /** File name of the definition without its ending, and its `name`. */
  definition: z.string(),
  name: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Process and host that make it, so that a run that died is told from one under way. */
  pid: number,
  host: z.string(),
  /** ISO-8601 UTC, wall clock. */
  started: z.string(),
  finished: z.string().nullable(),
  capital: number,
  currency: z.string(),
  /** Null until the run ended. */
  total: measuresSchema.nullable(),
  quarters: z.array(quarterSchema),
  /** What was learned by the end: the multipliers a next quarter would start with. */
  weights: z.record(z.string(), number),
  /** The run's trades by what they were on, what voted for them, and the regime they were entered in. */
  tables: z
    .object({
      symbols: z.record(z.string(), recordSchema),
      providers: z.record(z.string(), recordSchema.extend({ right: number, scored: number })),
      regimes: z.record(z.string(), recordSchema),
    })
    .nullable()
    .default(null),
  /** The same trades at 1, 2 and 3 times the costs. */
  costs: z
    .array(
      z.object({
        multiple: number,
        pnl: number,
        totalReturn: nullable,
        winRate: nullable,
        profitFactor: nullable,
        expectancy: nullable,
      }),
    )
    .default([]),
  /** The same span bought and held, and the same ensemble with each vote weighing the same. */
  benchmarks: z
    .object({ buyAndHold: benchmarkSchema, equalWeights: benchmarkSchema.nullable() })
    .nullable()
    .default(null),
  /** Share of position-bars in which stop and target were both touched; the stop was taken. */
  ambiguousShare: nullable,
  refusedEntries: number,
  /** Whether any of its bars are synthetic. */
  synthetic: z.boolean(),
  /** What the reader of the figures must know: gaps, dropped bars, damaged files. */
  notes: z.array(z.string()),
  /** Why it failed. */
  problem: z.string().nullable(),
  /** The lineage: which memory was admissible. */
  refresh: z.enum(['quarter', 'trade']),
  include: z.array(z.string()),
  /** How often each provider failed to answer. */
  failures: z.record(z.string(), number).default({}),
  /** The decision log as the run left it, so that a change of its end is found out; null until the run ended. */
  log: z.object({ lines: number, sha256: z.string() }).nullable().default(null),
});

/** What stands in data/runs/<run>/run.json. */
export type RunSummary = z.infer<typeof summarySchema>;

export const runsFolder = (workspace: string) => join(workspace, 'data', 'runs');
export const runFolder = (workspace: string, run: string) => join(runsFolder(workspace), run);

/**
 * Claims a new folder under data/runs, "<definition>-20250131-130000"; where two claim the same second, one gets "-2".
 * @param now epoch ms.
 * @returns the run's id.
 */
export async function claimRun(workspace: string, definition: string, now: number): Promise<string> {
  const stamp = secondStamp(now, '-');
  const name =
    definition
      .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 80) || 'backtest';
  await mkdir(runsFolder(workspace), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const run = `${name}-${stamp}${attempt > 1 ? `-${attempt}` : ''}`;
    try {
      await mkdir(runFolder(workspace, run));
      return run;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** @returns null where there is none by that id. @throws InputError where its run.json cannot be read. */
export async function findRun(workspace: string, run: string): Promise<RunSummary | null> {
  if (basename(run) !== run) return null;
  const read = await readRun(workspace, run);
  if (read instanceof InputError) throw read;
  return read;
}

/** Writes run.json, whole or not at all. */
export async function writeRun(workspace: string, summary: RunSummary): Promise<void> {
  const file = join(runFolder(workspace, summary.run), 'run.json');
  await writeWhole(file, `${JSON.stringify(summary, null, 2)}\n`);
}

/** All runs of a workspace, newest first, and the run.json files that could not be read. */
export async function readRuns(workspace: string): Promise<{ runs: RunSummary[]; damaged: InputError[] }> {
  const folder = runsFolder(workspace);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const runs: RunSummary[] = [];
  const damaged: InputError[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const read = await readRun(workspace, entry.name);
    if (read instanceof InputError) damaged.push(read);
    else if (read) runs.push(read);
  }
  runs.sort((a, b) => b.started.localeCompare(a.started) || b.run.localeCompare(a.run));
  return { runs, damaged };
}

/** @returns null for a folder without a run.json: the run was killed before it wrote one, or is about to. */
async function readRun(workspace: string, run: string): Promise<RunSummary | InputError | null> {
  const file = join(runFolder(workspace, run), 'run.json');
  const remedy = 'Delete the folder or restore the file; its outcomes in data/memory are not affected';
  try {
    const parsed = summarySchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success && parsed.data.run === run) return parsed.data;
    const [issue] = parsed.error?.issues ?? [];
    const problem = issue
      ? `"${issue.path.join('.')}" ${issue.message}`
      : `it names the run ${parsed.data?.run}`;
    return new InputError({ file }, `not the summary of a run: ${problem}`, remedy);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return new InputError({ file }, `cannot be read: ${(error as Error).message}`, remedy);
  }
}

/** Whether the process that makes a run is still there; on another machine only its own word can be had. */
export function isUnderWay({ state, pid, host }: RunSummary): boolean {
  if (state !== 'running') return false;
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
