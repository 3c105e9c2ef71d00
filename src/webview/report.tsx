import { t } from '@vscode/l10n';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ProviderQuarter, RunReport } from '../report/reportProtocol';
import type { Progress } from '../run/process/protocol';
import { type Connection, isProblem } from './connection/connection';
import { Header } from './sections/header';
import { Overview } from './sections/overview';
import { shownTrades } from './sections/trades';
import { TradeView } from './sections/tradeView';
import { type ViewState, viewStateOf } from './viewState';

/** Changes on disk that come together are looked at together, ms. */
const COALESCE = 400;

/** The whole page: reads its runs, keeps what the reader chose, and follows a run that goes on. */
export function Report({ connection }: { readonly connection: Connection }) {
  const [view, setView] = useState<ViewState>(() => viewStateOf(connection.kept));
  const [reports, setReports] = useState<readonly RunReport[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [providers, setProviders] = useState<readonly ProviderQuarter[] | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const latest = useRef({ view, reports });
  latest.current = { view, reports };

  const change = useCallback(
    (changed: Partial<ViewState>) => setView((before) => ({ ...before, ...changed })),
    [],
  );
  useEffect(() => connection.keep(view), [connection, view]);

  const readNow = useCallback(async () => {
    const { view, reports: before } = latest.current;
    const answers = await Promise.all(
      view.runs.map(async (run) => {
        const known = before.find(({ summary }) => summary.run === run) ?? null;
        return (await connection.report(run, known?.signature ?? null)) ?? known;
      }),
    );
    if (latest.current.view.runs !== view.runs) return;
    const found = answers.filter((answer) => answer !== null);
    const mistaken = found.find(isProblem);
    setProblem(mistaken?.message ?? null);
    const read = found.filter((answer): answer is RunReport => !isProblem(answer));
    // Nothing new: nothing is drawn again.
    if (read.some((report, index) => report !== before[index]) || read.length !== before.length)
      setReports(read);
  }, [connection]);
  // Where the worker died, the editor says more; what is shown stays.
  const read = useCallback(
    () =>
      readNow().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error))),
    [readNow],
  );

  useEffect(() => {
    let timer = 0;
    connection.listen({
      show: (runs, workspace) =>
        setView((before) => ({ ...before, workspace, runs: same(runs, before.runs) ? before.runs : runs })),
      changed() {
        if (timer) return;
        timer = window.setTimeout(() => {
          timer = 0;
          void read();
        }, COALESCE);
      },
      progress: setProgress,
      saveTrades: () => window.dispatchEvent(new Event('save-trades')),
    });
  }, [connection, read]);
  useEffect(() => void read(), [view.runs, read]);

  const report = reports.find(({ summary }) => summary.run === view.run) ?? reports[0];
  const trade = report?.trades.find(({ id }) => id === view.trade) ?? null;
  useEffect(() => {
    if (!report) return;
    let wanted = true;
    void connection.providers(report.summary.run).then((answer) => {
      if (wanted) setProviders(isProblem(answer) ? [] : answer);
    });
    return () => {
      wanted = false;
    };
  }, [connection, report]);
  useScroll(view, trade !== null, report !== undefined, change);
  const open = useCallback((id: string | null) => change({ trade: id }), [change]);
  const neighbours = useMemo(() => neighboursOf(report, view), [report, view]);

  if (problem && !report) return <p class="problem page">{problem}</p>;
  if (!report)
    return (
      <p class="page" role="status">
        {view.runs.length > 0 ? t('Reading the run…') : ''}
      </p>
    );
  const caveat = report.summary.synthetic ? t('synthetic bars') : null;
  return (
    <main class="page">
      <Header
        reports={reports}
        report={report}
        progress={
          progress && progress.run === report.summary.run && report.state === 'running' ? progress : null
        }
        problem={problem}
        connection={connection}
        overview={trade === null}
        choose={(run) => change({ run, trade: null, symbol: null, range: null, page: 0 })}
      />
      {trade ? (
        <TradeView
          key={trade.id}
          report={report}
          trade={trade}
          connection={connection}
          caveat={caveat}
          neighbours={neighbours}
          open={open}
          savePicture={(name, base64) => connection.savePicture(`${trade.id}-${name}`, base64)}
        />
      ) : (
        <Overview
          reports={reports}
          report={report}
          providers={providers}
          connection={connection}
          view={view}
          change={change}
        />
      )}
      <footer>
        <p class="muted">
          {t('Charts by')} <a href="https://www.tradingview.com/">TradingView</a> Lightweight Charts™,
          Copyright (c) 2026 TradingView, Inc.{' '}
          {t('Times are UTC. Figures are after fees and slippage; – is undefined.')}
        </p>
      </footer>
    </main>
  );
}

const same = (one: readonly string[], other: readonly string[]) => one.join('\n') === other.join('\n');

function neighboursOf(report: RunReport | undefined, view: ViewState) {
  const shown = report && view.trade ? shownTrades(report.trades, view) : [];
  const at = shown.findIndex(({ id }) => id === view.trade);
  return { before: shown[at - 1] ?? null, after: at < 0 ? null : (shown[at + 1] ?? null) };
}

/** Keeps how far the overview was scrolled, and goes back there, with the focus on the trade that was open. */
function useScroll(
  { scroll, trade }: ViewState,
  inTrade: boolean,
  ready: boolean,
  change: (changed: Partial<ViewState>) => void,
): void {
  const left = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!ready) return;
    if (inTrade) {
      left.current = trade;
      return;
    }
    window.scrollTo(0, scroll);
    const row = [...document.querySelectorAll<HTMLElement>('tr[data-trade]')].find(
      ({ dataset }) => dataset.trade === left.current,
    );
    row?.querySelector('button')?.focus({ preventScroll: true });
    left.current = null;
  }, [ready, inTrade]);
  useEffect(() => {
    if (!ready || inTrade) return;
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => change({ scroll: window.scrollY }), 150);
    };
    window.addEventListener('scroll', keep, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener('scroll', keep);
    };
  }, [ready, inTrade, change]);
}
