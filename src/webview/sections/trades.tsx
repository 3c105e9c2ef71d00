import { t } from '@vscode/l10n';
import { useEffect, useMemo } from 'preact/hooks';
import { tradesCount } from '../../common/words';
import type { RunReport } from '../../report/reportProtocol';
import type { Connection } from '../connection/connection';
import { count } from '../format';
import type { ViewState } from '../viewState';
import { PAGE, Pager, pageOf } from './pager';
import { shownTrades } from './shownTrades';
import { TradeFilters } from './tradeFilters';
import { TradesTable } from './tradesTable';

interface Props {
  readonly report: RunReport;
  readonly connection: Connection;
  readonly view: ViewState;
  change(change: Partial<ViewState>): void;
}

/** Lists all trades, to be sorted, filtered, paged through, opened and saved. */
export function Trades({ report, connection, view, change }: Props) {
  const { trades, symbols, summary } = report;
  const shown = useMemo(
    () => shownTrades(trades, view),
    [trades, view.sort, view.descending, view.ofSymbol, view.ofSide, view.ofResult],
  );
  const page = pageOf(view, shown.length);
  const save = async () => {
    const ids = shown.map(({ id }) => id);
    const csv = await connection.tradesCsv(summary.run, ids);
    if (typeof csv === 'string') connection.saveText(`${summary.run}-trades.csv`, csv);
  };
  useEffect(() => {
    window.addEventListener('save-trades', save);
    return () => window.removeEventListener('save-trades', save);
  });
  if (trades.length === 0) {
    return (
      <section id="trades" aria-labelledby="trades-title">
        <h2 id="trades-title">{t('Trades')}</h2>
        <p class="muted">
          {summary.total
            ? t('The run made no trade: no decision led to an entry.')
            : t('No trade has closed yet.')}
        </p>
      </section>
    );
  }
  return (
    <section id="trades" aria-labelledby="trades-title">
      <h2 id="trades-title">{t('Trades')}</h2>
      <TradeFilters symbols={symbols} view={view} change={change}>
        <span class="muted" role="status">
          {shown.length === trades.length
            ? tradesCount(trades.length)
            : t('{0} of {1}', count(shown.length), tradesCount(trades.length))}
        </span>
        <button type="button" class="quiet" onClick={save}>
          {t('Save these as CSV')}
        </button>
      </TradeFilters>
      <TradesTable trades={shown.slice(page * PAGE, (page + 1) * PAGE)} view={view} change={change} />
      <Pager rows={shown.length} page={page} change={change} />
    </section>
  );
}
