import { t } from '@vscode/l10n';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { RunReport } from '../report/reportProtocol';
import type { Connection } from './connection/connection';
import { useProviders } from './connection/useProviders';
import { useReports } from './connection/useReports';
import { Header } from './sections/header';
import { Overview } from './sections/overview';
import { shownTrades } from './sections/shownTrades';
import { TradeView } from './sections/tradeView';
import { useScroll } from './useScroll';
import { type ViewState, viewStateOf } from './viewState';

/** Shows the whole page: runs as they are read, what the reader chose to see, and the progress of a run that goes on. */
export function Report({ connection }: { readonly connection: Connection }) {
  const [view, setView] = useState<ViewState>(() => viewStateOf(connection.kept));
  const change = useCallback(
    (changed: Partial<ViewState>) => setView((before) => ({ ...before, ...changed })),
    [],
  );
  useEffect(() => connection.keep(view), [connection, view]);
  const show = useCallback(
    (runs: readonly string[], workspace: string) =>
      setView((before) => ({ ...before, workspace, runs: same(runs, before.runs) ? before.runs : runs })),
    [],
  );
  const { reports, problem, progress } = useReports(connection, view.runs, show);
  const report = reports.find(({ summary }) => summary.run === view.run) ?? reports[0];
  const providers = useProviders(connection, report);
  const trade = report?.trades.find(({ id }) => id === view.trade) ?? null;
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
        progress={report.state === 'running' && progress?.run === report.summary.run ? progress : null}
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
      <Footer />
    </main>
  );
}

function Footer() {
  return (
    <footer>
      <p class="muted">
        {t('Charts by')} <a href="https://www.tradingview.com/">TradingView</a> Lightweight Charts™, Copyright
        (c) 2026 TradingView, Inc. {t('Times are UTC. Figures are after fees and slippage; – is undefined.')}
      </p>
    </footer>
  );
}

const same = (one: readonly string[], other: readonly string[]) => one.join('\n') === other.join('\n');

/** The trades before and after the open one, in the order of the table. */
function neighboursOf(report: RunReport | undefined, view: ViewState) {
  const shown = report && view.trade ? shownTrades(report.trades, view) : [];
  const at = shown.findIndex(({ id }) => id === view.trade);
  return { before: shown[at - 1] ?? null, after: at < 0 ? null : (shown[at + 1] ?? null) };
}
