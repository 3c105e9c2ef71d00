import { snakeCase } from '../../backtest/results/summaryFile';
import { logFile } from '../../common/files/workspacePaths';
import { ENGLISH } from '../../common/format';
import type { JobReport } from '../../common/jobReport';
import { DecisionLog, whatChanged } from '../../decision/log/decisionLog';
import { requireRun } from '../inputs/requireRun';
import { firstDivergence } from './firstDivergence';

const { money, count, fixed } = ENGLISH;
// One digit more than elsewhere: what differs should show.
const percent = (share: number) => `${fixed(100 * share, 2)} %`;
const ratio = (value: number) => fixed(value, 3);

const RESULTS = [
  { name: 'finalEquity', label: 'final equity', show: money },
  { name: 'totalReturn', label: 'return', show: percent },
  { name: 'cagr', label: 'return a year', show: percent },
  { name: 'sharpe', label: 'Sharpe', show: ratio },
  { name: 'sortino', label: 'Sortino', show: ratio },
  { name: 'maxDrawdown', label: 'deepest drawdown', show: percent },
  { name: 'trades', label: 'trades', show: count },
  { name: 'winRate', label: 'win rate', show: percent },
  { name: 'profitFactor', label: 'profit factor', show: ratio },
  { name: 'expectancy', label: 'a trade makes', show: money },
  { name: 'exposure', label: 'in the market', show: percent },
  { name: 'fees', label: 'fees', show: money },
  { name: 'slippage', label: 'slippage', show: money },
] as const;

/** What differs between two runs: in what they depend on, in what came of them, and where their decisions part first. */
export async function compareRuns(workspace: string, first: string, second: string): Promise<JobReport> {
  const summaries = await Promise.all([first, second].map((run) => requireRun(workspace, run)));
  const [a, b] = [first, second].map((run) => DecisionLog.headerOf(logFile(workspace, run)));
  const inputs = (['definition', 'bars', 'memory', 'providers', 'version'] as const)
    .map((part) => ({ part, change: whatChanged(a[part], b[part]) }))
    .filter(({ change }) => change !== '');
  const results = RESULTS.map(({ name }) => ({
    name: snakeCase(name),
    values: summaries.map(({ total }) => total?.[name] ?? null),
  }));
  const divergence = await firstDivergence(
    summaries.map(({ run }) => ({ file: logFile(workspace, run), run })),
  );
  const rows = RESULTS.flatMap(({ label, show }, index) => {
    const [one, other] = results[index].values;
    return one === other ? [] : [[label, ...apart(one, other, show)]];
  });
  const table = [['', 'A', 'B'], ...rows].map((row) =>
    `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(18) : cell.padStart(20))).join('')}`.trimEnd(),
  );
  const ends = summaries.map(({ state }) => (state === 'done' ? '' : `, ${state}`));
  const text = [
    `A is ${first}${ends[0]}`,
    `B is ${second}${ends[1]}`,
    ...(inputs.length === 0
      ? ['Inputs: the same.']
      : [
          'Inputs, as they were in A and are in B:',
          ...inputs.map(({ part, change }) => `  ${part}: ${change}`),
        ]),
    ...(rows.length === 0 ? ['Results: the same.'] : ['Results:', ...table]),
    ...(divergence
      ? [
          'They part at',
          ...['A', 'B'].map(
            (run, index) =>
              `  ${run}, line ${divergence.lines[index]} of its log: ${divergence.steps[index]}`,
          ),
        ]
      : ['Decisions: the same.']),
  ].join('\n');
  return { text, json: { runs: [first, second], inputs, results, first_divergence: divergence }, ok: true };
}

/** Two figures that differ, in as many digits as it takes to see it. */
function apart(one: number | null, other: number | null, show: (value: number) => string): string[] {
  const shown = [one, other].map((value) => (value === null ? '–' : show(value)));
  return shown[0] === shown[1] ? [String(one), String(other)] : shown;
}
