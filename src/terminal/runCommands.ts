import { relative, resolve } from 'node:path';
import { summaryJson } from '../backtest/results/summaryFile';
import { exists } from '../common/files/folders';
import { memoryFolder, workspaceOf } from '../common/files/workspacePaths';
import type { Problem } from '../common/problem';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import { LOCAL_OLLAMA, type OllamaHost } from '../decision/ollama/ollamaHost';
import { ReportService } from '../report/reportData';
import { writeReport } from '../report/reportHtml';
import { reportTable } from '../report/reportTable';
import { runBacktest } from '../run/backtestJob';
import { compareRuns } from '../run/compare/compareRuns';
import { decideNow } from '../run/decideNow/decideNow';
import { decisionJson } from '../run/decideNow/decisionJson';
import { decisionText } from '../run/decideNow/decisionText';
import { problemsOf } from '../run/inputs/definitionProblems';
import type { RunEnd, RunTask } from '../run/process/protocol';
import { replayRun } from '../run/replayRun';
import { OverviewService } from '../workspace/overview';
import { sampleDefinition, setUpWorkspace } from '../workspace/sample/sampleWorkspace';
import { cliCommand, show } from './command';
import { OLLAMA_OPTIONS, OLLAMA_USAGE, ollamaOf } from './ollamaOptions';
import { progressLine } from './progressLine';

const EXIT = { done: 0, failed: 2, interrupted: 3, cancelled: 130 } as const;

/** The commands about runs. */
export const RUN_COMMANDS = [
  cliCommand({
    name: 'run',
    operands: '<definition>',
    summary: [
      'backtest a definition; ends with 0 done, 1 failed, 2 bad input, 3 interrupted, 130 cancelled',
      OLLAMA_USAGE,
    ],
    options: OLLAMA_OPTIONS,
    run: ({ operands: [definition], values, json }) => {
      const file = resolve(definition);
      return run(workspaceOf(file), { kind: 'fresh', definition: file }, ollamaOf(values, process.env), json);
    },
  }),
  cliCommand({
    name: 'resume',
    operands: '<run>',
    summary: [
      'go on with a run that was interrupted, killed or cancelled; what its log holds is not asked again',
      OLLAMA_USAGE,
    ],
    options: OLLAMA_OPTIONS,
    run: ({ operands: [id], workspace, values, json }) =>
      run(workspace, { kind: 'resume', run: id }, ollamaOf(values, process.env), json),
  }),
  cliCommand({
    name: 'decide',
    operands: '<definition> <symbol>',
    summary: [
      'what the ensemble decides at the latest bar, remembering what the next quarter of the latest run would; trades and keeps nothing',
      OLLAMA_USAGE,
    ],
    options: OLLAMA_OPTIONS,
    async run({ operands: [definition, symbol], values, json }) {
      const file = resolve(definition);
      const ollama = new OllamaClient(ollamaOf(values, process.env));
      const now = Date.now();
      const task = { workspace: workspaceOf(file), file, symbol, now };
      const context = { ollama, editor: null, tell: (text: string) => console.error(text) };
      try {
        const decision = await decideNow({ ...task, context, signal: new AbortController().signal });
        console.log(
          json ? JSON.stringify(decisionJson(decision), null, 2) : decisionText(decision, now).trimEnd(),
        );
      } catch (error) {
        for (const { message } of problemsOf(error)) console.error(message);
        return EXIT.failed;
      }
      return 0;
    },
  }),
  cliCommand({
    name: 'replay',
    operands: '<run>',
    summary: ['play a run from its log alone; ends with 1 where its files say something else'],
    options: {},
    run: async ({ operands: [id], workspace, json }) => show(await replayRun(workspace, id, Date.now), json),
  }),
  cliCommand({
    name: 'compare',
    operands: '<run> <run>',
    summary: ['what differs in inputs and results, and where their decisions part first'],
    options: {},
    run: async ({ operands: [one, other], workspace, json }) =>
      show(await compareRuns(workspace, one, other), json),
  }),
  cliCommand({
    name: 'report',
    operands: '<run>…',
    summary: [
      'its report as one HTML file that needs no editor and no network; of several runs, side by side',
      '[--out <file>]',
    ],
    options: { out: { type: 'string' } },
    run: async ({ operands, values: { out = `${operands[0]}.html` }, workspace, json }) => {
      const file = resolve(out);
      const reports = new ReportService(workspace, () => new OverviewService(workspace).known());
      await writeReport(reports, operands, __dirname, file);
      return show({ text: `Wrote ${file}`, json: { runs: operands, file }, ok: true }, json);
    },
  }),
  cliCommand({
    name: 'sample',
    operands: '<folder>',
    summary: ['make a sample workspace with synthetic bars'],
    options: {},
    async run({ operands: [folder] }) {
      console.log(`Made ${await setUpWorkspace(resolve(folder))}`);
      return 0;
    },
  }),
  cliCommand({
    name: 'demo',
    operands: '<folder>',
    summary: ['make the sample workspace if it is not there, and backtest it'],
    options: {},
    run: ({ operands: [folder] }) => demo(resolve(folder)),
  }),
];

async function run(workspace: string, task: RunTask, ollama: OllamaHost, json: boolean): Promise<number> {
  const end = await runHere(workspace, task, ollama, !json);
  if (json) console.log(JSON.stringify(endJson(end), null, 2));
  else if (end.state === 'failed') for (const { message } of end.problems) console.error(message);
  else console.log(reportTable(end.run));
  return EXIT[end.state];
}

function problemJson({ missingModel, ...problem }: Problem): object {
  return missingModel === undefined ? problem : { ...problem, missing_model: missingModel };
}

/** How a run ended as programs read it. */
function endJson(end: RunEnd): object {
  return end.state === 'failed'
    ? { ...end, problems: end.problems.map(problemJson) }
    : { ...end, run: summaryJson(end.run) };
}

async function demo(folder: string): Promise<number> {
  const definition = sampleDefinition(folder);
  if (!(await exists(definition))) await setUpWorkspace(folder);
  console.log(`A year of synthetic bars (made up, not a market) in ${relative(process.cwd(), folder)}\n`);
  const code = await run(folder, { kind: 'fresh', definition }, LOCAL_OLLAMA, false);
  if (code === 0) {
    console.log(`
Every closed trade is a file in ${memoryFolder(relative(process.cwd(), folder))}.
Go on:  npm run try        opens this workspace in VS Code with the extension
        node dist/cli.js run <definition>   backtests your own`);
  }
  return code;
}

/** Runs the editor's job in this process; the first Ctrl-C cancels, the second ends the process at once. */
async function runHere(workspace: string, task: RunTask, ollama: OllamaHost, tell: boolean): Promise<RunEnd> {
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
      ollama,
      signal: cancel.signal,
      now: Date.now,
      events: { progress: line.show, estimate: line.note, log: line.note },
    });
  } finally {
    line.clear();
  }
}
