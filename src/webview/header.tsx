import type { Progress } from '../runner/protocol';
import type { RunReport } from '../runner/reportProtocol';
import type { Connection } from './connection';
import { count, dayOf, figure, minuteOf, timeframe } from './format';

const STATES: Readonly<Record<RunReport['state'], string>> = {
  done: 'done',
  running: 'running',
  cancelled: 'cancelled: what had closed by then',
  failed: 'failed: what had closed by then',
  interrupted: 'interrupted: what had closed by then',
};

const SECTIONS = [
  ['figures', 'Figures'],
  ['equity', 'Equity'],
  ['prices', 'Prices'],
  ['quarters', 'Quarters'],
  ['providers', 'Providers'],
  ['distribution', 'Results'],
  ['trades', 'Trades'],
  ['notes', 'Notes'],
] as const;

/** What run this is, what it can be trusted for, and what can be done with its report. */
export function Header({
  reports,
  report,
  progress,
  problem,
  connection,
  overview,
  choose,
}: {
  readonly reports: readonly RunReport[];
  readonly report: RunReport;
  readonly progress: Progress | null;
  readonly problem: string | null;
  readonly connection: Connection;
  /** Whether the sections are there to go to. */
  readonly overview: boolean;
  choose(run: string): void;
}) {
  const { summary, state, symbols, step, curves, trades } = report;
  const { time } = curves.equity;
  const span = time.length > 0 ? `${dayOf(time[0])} to ${dayOf(time[time.length - 1] - 1)}` : null;
  const facts = [
    symbols.join(', '),
    step === null ? null : `${timeframe(step)} bars`,
    span,
    `${figure(summary.capital)} ${summary.currency} capital`,
    `started ${minuteOf(Date.parse(summary.started))} UTC`,
  ].filter((fact) => fact !== null && fact !== '');
  const { editor } = connection;
  return (
    <header>
      <div class="title">
        <h1>{reports.length > 1 ? `${reports.length} runs compared` : summary.name}</h1>
        <span class={`badge ${state}`}>{STATES[state]}</span>
        {summary.synthetic && <span class="badge caution">synthetic bars</span>}
        {editor && (
          <span class="actions">
            <button type="button" onClick={() => editor.compare()}>
              Compare…
            </button>
            <button type="button" onClick={() => editor.exportHtml()}>
              Export as HTML…
            </button>
          </span>
        )}
      </div>
      {reports.length > 1 && (
        <fieldset class="choices">
          <legend class="hidden">Run whose details are shown</legend>
          {reports.map(({ summary: { run } }) => (
            <button type="button" key={run} aria-pressed={run === summary.run} onClick={() => choose(run)}>
              {run}
            </button>
          ))}
        </fieldset>
      )}
      <p class="muted">{[...(reports.length > 1 ? [summary.name] : []), ...facts].join(' · ')}</p>
      {reports.length === 1 && <p class="muted id">{summary.run}</p>}
      {summary.synthetic && (
        <p class="muted">These bars were made up by a program: the results say nothing about any market.</p>
      )}
      {summary.problem && <p class="problem">{`It failed: ${summary.problem}`}</p>}
      {problem && <p class="problem">{problem}</p>}
      {connection.leftOut && <p class="muted">{connection.leftOut}</p>}
      {state === 'running' && <Running progress={progress} trades={trades.length} />}
      {overview && (
        <nav class="sections" aria-label="Sections">
          {SECTIONS.filter(
            ([id]) => trades.length > 0 || ['figures', 'equity', 'trades', 'notes'].includes(id),
          ).map(([id, label]) => (
            <a key={id} href={`#${id}`}>
              {label}
            </a>
          ))}
        </nav>
      )}
    </header>
  );
}

function Running({ progress, trades }: { readonly progress: Progress | null; readonly trades: number }) {
  if (!progress) return <p class="running">{`Running, ${count(trades)} trades on disk.`}</p>;
  const { benchmark, quarter, time, done, equity, timeLeft } = progress;
  const left = timeLeft === null ? '' : ` · ${Math.ceil(timeLeft / 1000)} s left`;
  const what = benchmark
    ? 'Playing the benchmark of equal weights'
    : `${quarter} · ${dayOf(time)} · ${count(progress.trades)} trades · equity ${figure(equity)}`;
  return (
    <p class="running">
      <progress max={1} value={done} aria-label="How far the run is" />
      <span>{`${what}${left}`}</span>
    </p>
  );
}
