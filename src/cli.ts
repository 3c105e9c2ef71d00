import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isoTime } from './market/calendar';
import { InputError } from './market/inputError';
import { exists } from './memory/memoryFolder';
import { runBacktest } from './runner/backtestJob';
import type { Progress, RunEnd } from './runner/protocol';
import { reportTable } from './runner/reportTable';
import { sampleDefinition, setUpWorkspace } from './runner/sampleWorkspace';

const USAGE = `Usage:
  backtest-memory run <definition> [--json]   backtest a definition; ends with 0 done, 1 failed, 2 bad input, 130 cancelled
  backtest-memory sample <folder>             make a sample workspace with synthetic bars
  backtest-memory demo <folder>               make the sample workspace if it is not there, and backtest it`;

const EXIT = { done: 0, failed: 2, cancelled: 130 } as const;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' } },
  });
  const [command, target, ...rest] = positionals;
  if (!target || rest.length > 0) throw new UsageError();
  switch (command) {
    case 'run':
      return run(resolve(target), values.json === true);
    case 'sample':
      console.log(`Made ${await setUpWorkspace(resolve(target))}`);
      return 0;
    case 'demo':
      return demo(resolve(target));
    default:
      throw new UsageError();
  }
}

class UsageError extends Error {}

async function run(definitionFile: string, json: boolean): Promise<number> {
  const end = await runHere(definitionFile, !json);
  if (json) console.log(JSON.stringify(end, null, 2));
  else if (end.state === 'failed') for (const { message } of end.problems) console.error(message);
  else console.log(reportTable(end.run));
  return EXIT[end.state];
}

async function demo(folder: string): Promise<number> {
  const definition = sampleDefinition(folder);
  if (!(await exists(definition))) await setUpWorkspace(folder);
  console.log(`A year of synthetic bars (made up, not a market) in ${relative(process.cwd(), folder)}\n`);
  const code = await run(definition, false);
  if (code === 0) {
    console.log(`
Every closed trade is a file in ${join(relative(process.cwd(), folder), 'data', 'memory')}.
Go on:  npm run try        opens this workspace in VS Code with the extension
        node dist/cli.js run <definition>   backtests your own`);
  }
  return code;
}

/** The same job as in the editor, in this process; the first Ctrl-C cancels, the second ends it at once. */
async function runHere(definitionFile: string, tell: boolean): Promise<RunEnd> {
  const cancel = new AbortController();
  const stop = () => {
    if (cancel.signal.aborted) process.exit(EXIT.cancelled);
    cancel.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const line = progressLine(tell);
  try {
    return await runBacktest({
      workspace: workspaceOf(definitionFile),
      definitionFile,
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
      else if (quarter !== progress.quarter) console.error(progressText(progress));
      quarter = progress.quarter;
    },
  };
}

const bar = (done: number) => `[${'#'.repeat(Math.round(done * 24)).padEnd(24, '.')}]`;

function progressText({ quarter, time, trades, equity, timeLeft }: Progress): string {
  const left = timeLeft === null ? '' : `, ${Math.ceil(timeLeft / 1000)} s left`;
  return `${quarter}  ${isoTime(time).slice(0, 10)}  ${trades} trades, equity ${equity.toFixed(2)}${left}`;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      console.error(error instanceof UsageError ? USAGE : `${(error as Error).message}\n${USAGE}`);
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
