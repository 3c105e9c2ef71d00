import { t } from '@vscode/l10n';
import { dayText, minuteText } from '../../common/format';
import { failingText, tradesCount } from '../../common/words';
import type { RunReport } from '../../report/reportProtocol';
import type { Progress } from '../../run/process/protocol';
import type { Connection } from '../connection/connection';
import { money, timeframe, timeLeft as timeLeftText } from '../format';

const STATES: Readonly<Record<RunReport['state'], string>> = {
  done: t('done'),
  running: t('running'),
  cancelled: t('cancelled: what had closed by then'),
  failed: t('failed: what had closed by then'),
  interrupted: t('interrupted: what had closed by then'),
};

const SECTIONS = [
  ['figures', t('Figures')],
  ['equity', t('Equity')],
  ['prices', t('Prices')],
  ['quarters', t('Quarters')],
  ['providers', t('Providers')],
  ['distribution', t('Results')],
  ['trades', t('Trades')],
  ['notes', t('Notes')],
] as const;
/** The sections that a report without trades has too. */
const WITHOUT_TRADES: readonly string[] = ['figures', 'equity', 'trades', 'notes'];

/** Shows which run this is, what can be trusted about it, and the actions on its report. */
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
  /** Whether the overview is shown, whose sections the header links to. */
  readonly overview: boolean;
  choose(run: string): void;
}) {
  const { summary, state, failing, symbols, step, curves, trades } = report;
  const { time } = curves.equity;
  const span = time.length > 0 ? t('{0} to {1}', dayText(time[0]), dayText(time[time.length - 1] - 1)) : null;
  const facts = [
    symbols.join(', '),
    step === null ? null : t('{0} bars', timeframe(step)),
    span,
    t('{0} {1} capital', money(summary.capital), summary.currency),
    t('started {0} UTC', minuteText(Date.parse(summary.started))),
  ].filter((fact) => fact !== null && fact !== '');
  const { editor } = connection;
  return (
    <header>
      <div class="title">
        <h1>{reports.length > 1 ? t('{0} runs compared', reports.length) : summary.name}</h1>
        <span class={`badge ${state}`}>{STATES[state]}</span>
        {failing.length > 0 && <span class="badge caution">{t('with failures')}</span>}
        {summary.synthetic && <span class="badge caution">{t('synthetic bars')}</span>}
        {editor && (
          <span class="actions">
            <button type="button" onClick={() => editor.compare()}>
              {t('Compare…')}
            </button>
            <button type="button" onClick={() => editor.exportHtml()}>
              {t('Export as HTML…')}
            </button>
          </span>
        )}
      </div>
      {reports.length > 1 && <Runs reports={reports} shown={summary.run} choose={choose} />}
      <p class="muted">{[...(reports.length > 1 ? [summary.name] : []), ...facts].join(' · ')}</p>
      {reports.length === 1 && <p class="muted id">{summary.run}</p>}
      {summary.synthetic && (
        <p class="muted">
          {t('These bars were made up by a program: the results say nothing about any market.')}
        </p>
      )}
      {summary.problem && (
        <p class="problem">
          {state === 'interrupted'
            ? t('It was interrupted: {0}. What was answered is kept; it can be resumed.', summary.problem)
            : t('It failed: {0}', summary.problem)}
        </p>
      )}
      {failing.map((one) => (
        <p class="problem" key={one.provider}>
          {t('{0}: the results lack those votes.', failingText(one))}
        </p>
      ))}
      {problem && <p class="problem">{problem}</p>}
      {connection.leftOut && <p class="muted">{connection.leftOut}</p>}
      {state === 'running' && <Running progress={progress} trades={trades.length} />}
      {overview && <Sections hasTrades={trades.length > 0} />}
    </header>
  );
}

/** The runs that are compared, to choose whose details are shown. */
function Runs({
  reports,
  shown,
  choose,
}: {
  readonly reports: readonly RunReport[];
  readonly shown: string;
  choose(run: string): void;
}) {
  return (
    <fieldset class="choices">
      <legend class="hidden">{t('Run whose details are shown')}</legend>
      {reports.map(({ summary: { run } }) => (
        <button type="button" key={run} aria-pressed={run === shown} onClick={() => choose(run)}>
          {run}
        </button>
      ))}
    </fieldset>
  );
}

/** Links to the report's sections. */
function Sections({ hasTrades }: { readonly hasTrades: boolean }) {
  return (
    <nav class="sections" aria-label={t('Sections')}>
      {SECTIONS.filter(([id]) => hasTrades || WITHOUT_TRADES.includes(id)).map(([id, label]) => (
        <a key={id} href={`#${id}`}>
          {label}
        </a>
      ))}
    </nav>
  );
}

function Running({ progress, trades }: { readonly progress: Progress | null; readonly trades: number }) {
  if (!progress) return <p class="running">{t('Running, {0} on disk.', tradesCount(trades))}</p>;
  const { benchmark, quarter, time, done, equity, timeLeft } = progress;
  const left = timeLeft === null ? '' : ` · ${t('{0} left', timeLeftText(timeLeft))}`;
  const what = benchmark
    ? t('Playing the benchmark of equal weights')
    : `${quarter} · ${dayText(time)} · ${tradesCount(progress.trades)} · ${t('equity {0}', money(equity))}`;
  return (
    <p class="running">
      <progress max={1} value={done} aria-label={t('How far the run is')} />
      <span>{`${what}${left}`}</span>
    </p>
  );
}
