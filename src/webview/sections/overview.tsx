import { t } from '@vscode/l10n';
import { exitReasonText, refusedText } from '../../common/words';
import type { ProviderQuarter, RunReport } from '../../report/reportProtocol';
import type { Connection } from '../connection/connection';
import { percentOfShare, quantity, ratio, signedMoney, signedPercentOfShare, tradePercent } from '../format';
import type { ViewState } from '../viewState';
import { Distribution } from './distribution';
import { Equity } from './equity';
import { FiguresTable, Headline } from './figures';
import { Prices } from './prices';
import { Providers } from './providers';
import { RecordTables } from './recordTables';
import { Signed, Table } from './table';
import { TradeLink } from './tradeLink';
import { Trades } from './trades';

export interface OverviewProps {
  /** All runs that are compared, or the only one. */
  readonly reports: readonly RunReport[];
  /** The run whose details are shown. */
  readonly report: RunReport;
  readonly providers: readonly ProviderQuarter[] | null;
  readonly connection: Connection;
  readonly view: ViewState;
  change(change: Partial<ViewState>): void;
}

const WORST = 10;

/** Shows the whole report, except for single trades. */
export function Overview(props: OverviewProps) {
  const { reports, report, providers, connection, view, change } = props;
  const { summary, trades } = report;
  const caveat = summary.synthetic ? t('synthetic bars') : null;
  const savePicture = (name: string, base64: string) =>
    connection.savePicture(`${summary.run}-${name}`, base64);
  const open = (trade: string) => change({ trade });
  const worst = [...trades]
    .filter(({ pnl }) => pnl < 0)
    .sort((a, b) => a.pnl - b.pnl)
    .slice(0, WORST);
  return (
    <>
      <section id="figures" aria-labelledby="figures-title">
        <h2 id="figures-title">{t('Figures')}</h2>
        {reports.length === 1 && <Headline report={report} />}
        {reports.length > 1 && <FiguresTable reports={reports} />}
        {reports.length === 1 && summary.total && (
          <details>
            <summary>{t('All figures, and what the run is held against')}</summary>
            <FiguresTable reports={reports} />
          </details>
        )}
      </section>
      <Equity reports={reports} savePicture={savePicture} />
      {trades.length > 0 && (
        <>
          <Prices
            key={summary.run}
            report={report}
            view={view}
            change={change}
            connection={connection}
            caveat={caveat}
            savePicture={savePicture}
          />
          <RecordTables report={report} />
          <Providers report={report} quarters={providers} caveat={caveat} savePicture={savePicture} />
          <Distribution report={report} caveat={caveat} savePicture={savePicture} />
        </>
      )}
      {summary.costs.length > 0 && trades.length > 0 && <Costs report={report} />}
      {worst.length > 0 && (
        <section id="worst" aria-labelledby="worst-title">
          <h2 id="worst-title">{t('Worst trades')}</h2>
          <Table
            caption={
              worst.length === 1
                ? t('The one trade that lost')
                : t('The {0} trades that lost most', worst.length)
            }
            columns={[
              { title: t('Trade') },
              { title: t('Result'), numeric: true },
              { title: t('P/L'), numeric: true },
              { title: t('Left by') },
              { title: t('Regime') },
            ]}
            rows={worst.map(({ id, symbol, side, entryTime, pnl, pnlPct, exitReason: reason, regime }) => [
              <TradeLink key={id} trade={{ id, symbol, side, entryTime }} open={open} />,
              <Signed key="result" value={pnl} text={tradePercent(pnlPct)} />,
              <Signed key="pnl" value={pnl} text={signedMoney(pnl)} />,
              exitReasonText(reason),
              regime ?? '–',
            ])}
          />
        </section>
      )}
      <Trades report={report} connection={connection} view={view} change={change} />
      <Notes report={report} />
    </>
  );
}

function Costs({ report: { summary } }: { readonly report: RunReport }) {
  return (
    <section id="costs" aria-labelledby="costs-title">
      <h2 id="costs-title">{t('Sensitivity to costs')}</h2>
      <Table
        caption={t(
          'The same decisions played again, had fees and slippage been higher; nobody was asked again',
        )}
        columns={[
          { title: t('Costs') },
          { title: t('Return'), numeric: true },
          { title: t('P/L'), numeric: true },
          { title: t('Win rate'), numeric: true },
          { title: t('Profit factor'), numeric: true },
          { title: t('Expectancy a trade'), numeric: true },
        ]}
        rows={summary.costs.map(
          ({ multiple, totalReturn, ruined, pnl, winRate, profitFactor, expectancy }) => [
            `${quantity(multiple)}×`,
            <Signed
              key="return"
              value={totalReturn}
              text={ruined ? t('ruined') : signedPercentOfShare(totalReturn)}
            />,
            signedMoney(pnl),
            percentOfShare(winRate),
            ratio(profitFactor),
            signedMoney(expectancy),
          ],
        )}
      />
    </section>
  );
}

function Notes({ report: { summary, problems } }: { readonly report: RunReport }) {
  const failures = Object.entries(summary.failures).map(([provider, times]) =>
    times === 1
      ? t('{0} failed to answer once', provider)
      : t('{0} failed to answer {1} times', provider, times),
  );
  const refused = refusedText(summary);
  const notes = [...summary.notes, ...failures, ...(refused ? [refused] : []), ...problems];
  return (
    <section id="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">{t('Notes of the run')}</h2>
      {notes.length === 0 ? (
        <p class="muted">{t('Nothing to note: no gaps in the bars, no failures, no refused entries.')}</p>
      ) : (
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
