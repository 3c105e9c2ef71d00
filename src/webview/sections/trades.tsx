import { t } from '@vscode/l10n';
import { useEffect, useMemo } from 'preact/hooks';
import { minuteText } from '../../common/format';
import { exitReasonText, tradesCount } from '../../common/words';
import type { ReportTrade, RunReport } from '../../report/reportProtocol';
import type { Connection } from '../connection/connection';
import { count, duration, price, signedMoney, tradePercent, whole } from '../format';
import type { SortBy, ViewState } from '../viewState';
import { Scrolled, Signed } from './table';

/** Rows of a page: as many as a browser lays out without a pause. */
const PAGE = 100;

interface TradeColumn {
  readonly title: string;
  readonly sort?: SortBy;
  readonly numeric?: boolean;
}

const COLUMNS: readonly TradeColumn[] = [
  { title: t('Entered (UTC)'), sort: 'entered' },
  { title: t('Symbol'), sort: 'symbol' },
  { title: t('Side') },
  { title: t('Entry'), numeric: true },
  { title: t('Left (UTC)'), sort: 'exited' },
  { title: t('Exit'), numeric: true },
  { title: t('Left by') },
  { title: t('Held'), sort: 'held', numeric: true },
  { title: t('Result'), sort: 'pnlPct', numeric: true },
  { title: t('P/L'), sort: 'pnl', numeric: true },
  { title: t('Confidence'), sort: 'confidence', numeric: true },
  { title: t('Regime') },
  { title: t('Led by') },
];

interface Props {
  readonly report: RunReport;
  readonly connection: Connection;
  readonly view: ViewState;
  change(change: Partial<ViewState>): void;
}

/** Lists all trades, to be sorted, filtered, paged through and opened. */
export function Trades({ report, connection, view, change }: Props) {
  const { trades, symbols, summary } = report;
  const shown = useMemo(
    () => shownTrades(trades, view),
    [trades, view.sort, view.descending, view.ofSymbol, view.ofSide, view.ofResult],
  );
  const pages = Math.max(1, Math.ceil(shown.length / PAGE));
  const page = Math.min(view.page, pages - 1);
  const rows = shown.slice(page * PAGE, (page + 1) * PAGE);
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
      <div class="filters">
        <Choice
          label={t('Symbol')}
          value={view.ofSymbol}
          options={symbols.map((symbol) => [symbol, symbol])}
          choose={(ofSymbol) => change({ ofSymbol, page: 0 })}
        />
        <Choice
          label={t('Side')}
          value={view.ofSide}
          options={[
            ['long', 'long'],
            ['short', 'short'],
          ]}
          choose={(ofSide) => change({ ofSide, page: 0 })}
        />
        <Choice
          label={t('Result')}
          value={view.ofResult}
          options={[
            ['won', t('won')],
            ['lost', t('lost')],
          ]}
          choose={(ofResult) => change({ ofResult, page: 0 })}
        />
        <span class="muted" role="status">
          {shown.length === trades.length
            ? tradesCount(trades.length)
            : t('{0} of {1}', count(shown.length), tradesCount(trades.length))}
        </span>
        <button type="button" class="quiet" onClick={save}>
          {t('Save these as CSV')}
        </button>
      </div>
      <Scrolled label={t('Table of trades')}>
        <table class="trades">
          <caption class="hidden">{t('Trades; the first cell of a row opens it')}</caption>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <Head key={column.title} column={column} view={view} change={change} />
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={moveInRows}>
            {rows.map((trade, index) => (
              <Row
                key={trade.id}
                trade={trade}
                first={index === 0}
                open={() => change({ trade: trade.id })}
              />
            ))}
          </tbody>
        </table>
      </Scrolled>
      {pages > 1 && (
        <nav class="pager" aria-label={t('Pages of trades')}>
          <Turn label={t('First')} page={0} now={page} last={pages - 1} change={change} />
          <Turn label={t('Previous')} page={page - 1} now={page} last={pages - 1} change={change} />
          <span role="status">
            {t(
              '{0} to {1} of {2}',
              count(page * PAGE + 1),
              count(page * PAGE + rows.length),
              count(shown.length),
            )}
          </span>
          <Turn label={t('Next')} page={page + 1} now={page} last={pages - 1} change={change} />
          <Turn label={t('Last')} page={pages - 1} now={page} last={pages - 1} change={change} />
        </nav>
      )}
    </section>
  );
}

function Choice({
  label,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly value: string;
  /** Each value with its label. */
  readonly options: readonly (readonly [string, string])[];
  choose(value: string): void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">{t('all')}</option>
        {options.map(([option, called]) => (
          <option key={option} value={option}>
            {called}
          </option>
        ))}
      </select>
    </label>
  );
}

function Head({
  column: { title, sort, numeric },
  view,
  change,
}: {
  readonly column: TradeColumn;
  readonly view: ViewState;
  change(change: Partial<ViewState>): void;
}) {
  const style = numeric ? 'number' : undefined;
  if (!sort) {
    return (
      <th scope="col" class={style}>
        {title}
      </th>
    );
  }
  const sorted = view.sort === sort;
  const direction = sorted ? (view.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" class={style} aria-sort={direction}>
      <button
        type="button"
        class="sort"
        onClick={() => change({ sort, descending: sorted && !view.descending, page: 0 })}
      >
        {title}
        <span aria-hidden="true">{sorted ? (view.descending ? ' ▼' : ' ▲') : ''}</span>
      </button>
    </th>
  );
}

function Row({
  trade,
  first,
  open,
}: {
  readonly trade: ReportTrade;
  /** Whether Tab reaches this row; the arrow keys lead on to the others. */
  readonly first: boolean;
  open(): void;
}) {
  const { pnl, pnlPct, entryTime, exitTime } = trade;
  return (
    <tr data-trade={trade.id} onClick={open}>
      <th scope="row">
        <button type="button" class="link" tabIndex={first ? 0 : -1}>
          {minuteText(entryTime)}
        </button>
      </th>
      <td>{trade.symbol}</td>
      <td>{trade.side}</td>
      <td class="number">{price(trade.entryPrice)}</td>
      <td>{minuteText(exitTime)}</td>
      <td class="number">{price(trade.exitPrice)}</td>
      <td>{exitReasonText(trade.exitReason)}</td>
      <td class="number">{duration(exitTime - entryTime)}</td>
      <td class="number">
        <Signed value={pnl} text={tradePercent(pnlPct)} />
      </td>
      <td class="number">
        <Signed value={pnl} text={signedMoney(pnl)} />
      </td>
      <td class="number">{whole(trade.confidence)}</td>
      <td>{trade.regime ?? '–'}</td>
      <td>{trade.provider}</td>
    </tr>
  );
}

function Turn({
  label,
  page,
  now,
  last,
  change,
}: {
  readonly label: string;
  readonly page: number;
  readonly now: number;
  readonly last: number;
  change(change: Partial<ViewState>): void;
}) {
  return (
    <button
      type="button"
      class="quiet"
      disabled={page < 0 || page > last || page === now}
      onClick={() => change({ page })}
    >
      {label}
    </button>
  );
}

/** Moves the focus between rows by the arrow keys, Home and End. */
function moveInRows(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const focused = document.activeElement;
  const at = focused instanceof HTMLElement ? buttons.indexOf(focused) : -1;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (at < 0 || to === undefined || !buttons[to]) return;
  event.preventDefault();
  buttons[to].focus();
}

const VALUES: Readonly<Record<SortBy, (trade: ReportTrade) => number | string>> = {
  entered: ({ entryTime }) => entryTime,
  exited: ({ exitTime }) => exitTime,
  symbol: ({ symbol }) => symbol,
  pnlPct: ({ pnlPct }) => pnlPct,
  pnl: ({ pnl }) => pnl,
  held: ({ entryTime, exitTime }) => exitTime - entryTime,
  confidence: ({ confidence }) => confidence,
};

/** The trades that pass the reader's filters, in the reader's order. */
export function shownTrades(
  trades: readonly ReportTrade[],
  { sort, descending, ofSymbol, ofSide, ofResult }: ViewState,
): ReportTrade[] {
  const value = VALUES[sort];
  const order = descending ? -1 : 1;
  return trades
    .filter(
      ({ symbol, side, pnl }) =>
        (ofSymbol === '' || symbol === ofSymbol) &&
        (ofSide === '' || side === ofSide) &&
        (ofResult === '' || (ofResult === 'won') === pnl > 0),
    )
    .sort((a, b) => {
      const [one, other] = [value(a), value(b)];
      return order * (one < other ? -1 : one > other ? 1 : a.entryTime - b.entryTime);
    });
}
