import { t } from '@vscode/l10n';
import type { TradeRecord } from '../../memory/tradeRecord';
import type { RunReport } from '../../report/reportProtocol';
import { count, interval, percentOfShare, signedMoney, signedPercentOfShare, whole } from '../format';
import { Signed, Table } from './table';

/** Shows how trades ended, by quarter and symbol, and by regime. */
export function RecordTables({ report }: { readonly report: RunReport }) {
  const { quarters, symbols, regimes, summary, trades } = report;
  const perSymbol = symbols.map((symbol) => trades.filter((trade) => trade.symbol === symbol));
  const returns = new Map<string, number | null>(
    summary.quarters.map(({ quarter, totalReturn }) => [quarter, totalReturn]),
  );
  return (
    <>
      <section id="quarters" aria-labelledby="quarters-title">
        <h2 id="quarters-title">{t('Quarters and symbols')}</h2>
        <Table
          caption={t('P/L of the trades that closed, how many, and the share that won')}
          columns={[
            { title: t('Quarter') },
            ...symbols.map((title) => ({ title, numeric: true })),
            { title: t('All trades'), numeric: true },
            { title: t('Return'), numeric: true, hint: t('Of marked equity, over the quarter') },
          ]}
          rows={[
            ...quarters.map(({ quarter, symbols: own, all }) => [
              quarter,
              ...own.map((record, index) => <Cell key={symbols[index]} record={record} />),
              <Cell key="all" record={all} />,
              <Signed
                key="return"
                value={returns.get(quarter)}
                text={signedPercentOfShare(returns.get(quarter))}
              />,
            ]),
            [
              t('All'),
              ...perSymbol.map((own, index) => <Cell key={symbols[index]} record={shortRecord(own)} />),
              <Cell key="all" record={shortRecord(trades)} />,
              <Signed
                key="return"
                value={summary.total?.totalReturn}
                text={signedPercentOfShare(summary.total?.totalReturn)}
              />,
            ],
          ]}
          total
        />
      </section>
      <section id="regimes" aria-labelledby="regimes-title">
        <h2 id="regimes-title">{t('Regimes')}</h2>
        <RecordsTable
          caption={t('By the regime that a trade was entered in')}
          head={t('Regime')}
          records={regimes}
        />
      </section>
    </>
  );
}

/** Lists records by name, each with the interval of its win rate. */
export function RecordsTable({
  caption,
  head,
  records,
}: {
  readonly caption: string;
  readonly head: string;
  readonly records: Readonly<Record<string, TradeRecord>>;
}) {
  return (
    <Table
      caption={caption}
      columns={[
        { title: head },
        { title: t('Trades'), numeric: true },
        { title: t('Won'), numeric: true },
        { title: t('Win rate'), numeric: true },
        { title: t('95 % interval'), numeric: true, hint: t('Wilson interval of the win rate') },
        { title: t('P/L'), numeric: true },
      ]}
      rows={Object.entries(records).map(([name, { trades, wins, win_rate, win_rate_interval, pnl }]) => [
        name,
        count(trades),
        count(wins),
        percentOfShare(win_rate),
        interval(win_rate_interval),
        <Signed key="pnl" value={pnl} text={signedMoney(pnl)} />,
      ])}
    />
  );
}

type Short = Pick<TradeRecord, 'trades' | 'wins' | 'pnl'>;

function shortRecord(trades: RunReport['trades']): Short | null {
  if (trades.length === 0) return null;
  return {
    trades: trades.length,
    wins: trades.filter(({ pnl }) => pnl > 0).length,
    pnl: trades.reduce((sum, { pnl }) => sum + pnl, 0),
  };
}

function Cell({ record }: { readonly record: Short | null }) {
  if (!record) return <span class="muted">–</span>;
  const { pnl, trades, wins } = record;
  return (
    <>
      <Signed value={pnl} text={signedMoney(pnl)} />
      <small>{`${count(trades)} · ${whole((100 * wins) / trades)} %`}</small>
    </>
  );
}
