import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isoTime, parseIsoTime } from './market/calendar';
import { InputError } from './market/inputError';
import { exists } from './memory/memoryFolder';
import type { OutcomeFilter } from './memory/outcomeFilter';
import { runBacktest } from './runner/backtestJob';
import { compareRuns } from './runner/compareRuns';
import { type EmbedderChoice, openEmbedder } from './runner/embedderChoice';
import { importJob, restoreJob, searchJob, similarJob, statsJob, verifyJob } from './runner/memoryJobs';
import type { MemoryReport } from './runner/memoryReport';
import type { Progress, RunEnd, RunTask } from './runner/protocol';
import { replayRun } from './runner/replayRun';
import { reportTable } from './runner/reportTable';
import { sampleDefinition, setUpWorkspace } from './runner/sampleWorkspace';

const USAGE = `Usage:
  backtest-memory run <definition>       backtest a definition; ends with 0 done, 1 failed, 2 bad input, 130 cancelled
  backtest-memory resume <run>           go on with a run that was killed or cancelled; what its log holds is not asked again
  backtest-memory replay <run>           play a run from its log alone; ends with 1 where its files say something else
  backtest-memory compare <run> <run>    what differs in inputs and results, and where their decisions part first
  backtest-memory sample <folder>        make a sample workspace with synthetic bars
  backtest-memory demo <folder>          make the sample workspace if it is not there, and backtest it
  backtest-memory verify [--repair]      open every file of data/memory and check it; ends with 1 where something is wrong
  backtest-memory search "<words>"       outcomes whose situation is described by such words
       [--symbol S] [--side long|short] [--regime R] [--provider P] [--result won|lost] [--from D] [--to D] [--as-of D]
       [--archive] [--count N] [--model <folder of an ONNX model> | --ollama <model> [--ollama-host <address>]]
  backtest-memory similar <decision-id>  earlier outcomes that resemble a trade, of those its decision could know
  backtest-memory restore <run>          move a run's outcomes from the archive back into data/memory
  backtest-memory import <folder>        take over the memory of the Python engine from its data folder
  backtest-memory stats                  what lies in data/memory
All take --json. Those about runs and data/memory take --workspace <folder>, and look at the current folder without it.`;

const EXIT = { done: 0, failed: 2, cancelled: 130 } as const;
const OPTIONS = {
  json: { type: 'boolean' },
  repair: { type: 'boolean' },
  archive: { type: 'boolean' },
  model: { type: 'string' },
  ollama: { type: 'string' },
  'ollama-host': { type: 'string' },
  workspace: { type: 'string' },
  count: { type: 'string' },
  symbol: { type: 'string' },
  side: { type: 'string' },
  regime: { type: 'string' },
  provider: { type: 'string' },
  result: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'as-of': { type: 'string' },
} as const;
/** How many outcomes a search shows unless `--count` says. */
const SHOWN = 10;

const parse = () => parseArgs({ allowPositionals: true, options: OPTIONS });
type Values = ReturnType<typeof parse>['values'];

async function main(): Promise<number> {
  const { positionals, values } = parse();
  const [command, target, other, ...rest] = positionals;
  if (rest.length > 0 || (other !== undefined && command !== 'compare')) throw new UsageError();
  const workspace = resolve(values.workspace ?? '.');
  const needed = (word = target) => {
    if (!word) throw new UsageError();
    return word;
  };
  switch (command) {
    case 'run':
      return run(
        workspaceOf(resolve(needed())),
        { kind: 'fresh', definition: resolve(needed()) },
        values.json === true,
      );
    case 'resume':
      return run(workspace, { kind: 'resume', run: needed() }, values.json === true);
    case 'replay':
      return show(await replayRun(workspace, needed(), Date.now), values);
    case 'compare':
      return show(await compareRuns(workspace, needed(), needed(other ?? '')), values);
    case 'sample':
      console.log(`Made ${await setUpWorkspace(resolve(needed()))}`);
      return 0;
    case 'demo':
      return demo(resolve(needed()));
    case 'verify':
      return show(await verifyJob(workspace, values.repair === true), values);
    case 'search':
      return search(needed(), workspace, values);
    case 'similar':
      return show(await similarJob(workspace, needed()), values);
    case 'restore':
      return show(await restoreJob(workspace, needed()), values);
    case 'import':
      return show(await importJob(workspace, resolve(needed())), values);
    case 'stats':
      return show(await statsJob(workspace), values);
    default:
      throw new UsageError();
  }
}

async function search(text: string, workspace: string, values: Values): Promise<number> {
  const { model, ollama, 'ollama-host': host = 'http://127.0.0.1:11434' } = values;
  const choice: EmbedderChoice =
    model !== undefined
      ? { kind: 'model', folder: resolve(model) }
      : ollama !== undefined
        ? { kind: 'ollama', host, model: ollama }
        : { kind: 'lexical' };
  const embedder = await openEmbedder(choice, __dirname);
  const request = {
    text,
    filter: filterOf(values),
    count: countOf(values),
    archive: values.archive === true,
  };
  const terminal = process.stderr.isTTY;
  const report = await searchJob(workspace, request, embedder, (done, of) => {
    if (terminal) process.stderr.write(`\r\x1b[K${bar(done / of)} ${done} of ${of} embedded`);
  });
  if (terminal) process.stderr.write('\r\x1b[K');
  return show(report, values);
}

function show({ text, json, ok }: MemoryReport, values: Values): number {
  console.log(values.json ? JSON.stringify(json, null, 2) : text);
  return ok ? 0 : 1;
}

function filterOf(values: Values): OutcomeFilter {
  const { symbol, regime, provider, from, to, 'as-of': asOf } = values;
  for (const [name, text] of Object.entries({ from, to, 'as-of': asOf })) {
    if (text !== undefined && parseIsoTime(text) === null)
      throw new UsageError(`--${name} must be a date or a time, such as 2025-01-31`);
  }
  const side = oneOf('side', values.side, ['long', 'short'] as const);
  const result = oneOf('result', values.result, ['won', 'lost'] as const);
  return { symbol, side, regime, provider, result, from, to, asOf };
}

function oneOf<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  const chosen = choices.find((choice) => choice === text);
  if (text !== undefined && chosen === undefined)
    throw new UsageError(`--${name} must be ${choices.join(' or ')}`);
  return chosen;
}

function countOf({ count }: Values): number {
  const number = Number(count ?? SHOWN);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError('--count must be a whole number above 0');
}

/** The command line is wrong; without a message of its own, the usage says how it should be. */
class UsageError extends Error {}

async function run(workspace: string, task: RunTask, json: boolean): Promise<number> {
  const end = await runHere(workspace, task, !json);
  if (json) console.log(JSON.stringify(end, null, 2));
  else if (end.state === 'failed') for (const { message } of end.problems) console.error(message);
  else console.log(reportTable(end.run));
  return EXIT[end.state];
}

async function demo(folder: string): Promise<number> {
  const definition = sampleDefinition(folder);
  if (!(await exists(definition))) await setUpWorkspace(folder);
  console.log(`A year of synthetic bars (made up, not a market) in ${relative(process.cwd(), folder)}\n`);
  const code = await run(folder, { kind: 'fresh', definition }, false);
  if (code === 0) {
    console.log(`
Every closed trade is a file in ${join(relative(process.cwd(), folder), 'data', 'memory')}.
Go on:  npm run try        opens this workspace in VS Code with the extension
        node dist/cli.js run <definition>   backtests your own`);
  }
  return code;
}

/** The same job as in the editor, in this process; the first Ctrl-C cancels, the second ends it at once. */
async function runHere(workspace: string, task: RunTask, tell: boolean): Promise<RunEnd> {
  const cancel = new AbortController();
  const stop = () => {
    if (cancel.signal.aborted) process.exit(EXIT.cancelled);
    cancel.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const line = progressLine(tell);
  try {
    return await runBacktest({
      workspace,
      task,
      signal: cancel.signal,
      now: Date.now,
      events: { progress: line.show, log: (text) => tell && line.note(text) },
    });
  } finally {
    line.clear();
  }
}

/** The workspace of backtests/x.backtest.json is the folder that holds backtests; else the definition's own folder. */
function workspaceOf(definitionFile: string): string {
  const folder = dirname(definitionFile);
  return basename(folder) === 'backtests' ? dirname(folder) : folder;
}

/** A line that rewrites itself on a terminal, a plain line a quarter elsewhere. */
function progressLine(tell: boolean) {
  const terminal = process.stderr.isTTY;
  let quarter = '';
  const clear = () => {
    if (terminal && tell) process.stderr.write('\r\x1b[K');
  };
  return {
    clear,
    note(text: string) {
      clear();
      console.error(text);
    },
    show(progress: Progress) {
      if (!tell) return;
      if (terminal) process.stderr.write(`\r\x1b[K${bar(progress.done)} ${progressText(progress)}`);
      else if (quarter !== progress.quarter && !progress.benchmark) console.error(progressText(progress));
      quarter = progress.quarter;
    },
  };
}

const bar = (done: number) => `[${'#'.repeat(Math.round(done * 24)).padEnd(24, '.')}]`;

function progressText({ benchmark, quarter, time, trades, equity, timeLeft }: Progress): string {
  const left = timeLeft === null ? '' : `, ${Math.ceil(timeLeft / 1000)} s left`;
  if (benchmark) return `benchmark  ${quarter}${left}`;
  return `${quarter}  ${isoTime(time).slice(0, 10)}  ${trades} trades, equity ${equity.toFixed(2)}${left}`;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      const { message } = error as Error;
      console.error(message ? `${message}\n\n${USAGE}` : USAGE);
      process.exitCode = 2;
    } else if (error instanceof InputError) {
      console.error(error.message);
      process.exitCode = 2;
    } else {
      console.error(error);
      process.exitCode = 1;
    }
  },
);
