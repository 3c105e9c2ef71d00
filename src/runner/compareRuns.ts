import type { RunSummary } from '../backtest/runSummary';
import { DecisionLog, whatChanged } from '../decision/decisionLog';
import type { LogEntry } from '../decision/logEntry';
import { LogReader } from '../decision/logReader';
import type { MemoryReport } from './memoryReport';
import { logFile, requireRun } from './runInputs';

const RESULTS = [
  'finalEquity',
  'totalReturn',
  'trades',
  'winRate',
  'sharpe',
  'maxDrawdown',
  'profitFactor',
  'cagr',
  'exposure',
] as const;

/** A line of a log without what differs between any two runs: their ids, and when things were asked. */
interface Step {
  readonly line: number;
  readonly content: unknown;
}

/** What differs between two runs: in what they depend on, in what came of them, and where their decisions part first. */
export async function compareRuns(workspace: string, first: string, second: string): Promise<MemoryReport> {
  const summaries = await Promise.all([first, second].map((run) => requireRun(workspace, run)));
  const [a, b] = [first, second].map((run) => DecisionLog.headerOf(logFile(workspace, run)));
  const inputs = (['definition', 'bars', 'memory', 'providers', 'version'] as const)
    .map((part) => ({ part, change: whatChanged(a[part], b[part]) }))
    .filter(({ change }) => change !== '');
  const results = RESULTS.map((name) => ({
    name,
    values: summaries.map(({ total }) => total?.[name] ?? null),
  }));
  const parting = firstParting(workspace, summaries);
  const rows = results
    .filter(({ values: [one, other] }) => one !== other)
    .map(
      ({ name, values }) =>
        `  ${name.padEnd(14)} ${values.map((value) => (value === null ? '–' : value.toPrecision(8)).padStart(16)).join('')}`,
    );
  const text = [
    `${first} and ${second}`,
    inputs.length === 0 ? 'Inputs: the same.' : 'Inputs:',
    ...inputs.map(({ part, change }) => `  ${part}: ${change}`),
    rows.length === 0 ? 'Results: the same.' : 'Results:',
    ...rows,
    parting
      ? `They part at line ${parting.lines.join(' and line ')} of their logs: ${parting.change}`
      : 'Decisions: the same.',
  ].join('\n');
  return { text, json: { runs: [first, second], inputs, results, parting }, ok: true };
}

function firstParting(workspace: string, runs: readonly RunSummary[]) {
  const [a, b] = runs.map(({ run }) => steps(new LogReader(logFile(workspace, run)), run));
  for (;;) {
    const [one, other] = [a.next().value, b.next().value];
    if (!one && !other) return null;
    const change = whatChanged(one?.content ?? null, other?.content ?? null);
    if (change !== '') return { lines: [one?.line ?? 'none', other?.line ?? 'none'], change };
  }
}

function* steps(reader: LogReader, run: string): Generator<Step, undefined> {
  try {
    for (let entry = reader.next(); entry; entry = reader.next()) {
      if (entry.type === 'run' || entry.type === 'request') continue;
      yield {
        line: reader.lines,
        content: JSON.parse(JSON.stringify(timeless(entry)).replaceAll(run, 'run')),
      };
    }
    return undefined;
  } finally {
    reader.close();
  }
}

function timeless(entry: LogEntry): object {
  return entry.type === 'reply' ? { ...entry, asked: null, took_ms: null } : entry;
}
