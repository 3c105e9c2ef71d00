import { DecisionLog, whatChanged } from '../decision/decisionLog';
import { firstParting } from './firstParting';
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
  const parting = await firstParting(summaries.map(({ run }) => ({ file: logFile(workspace, run), run })));
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
