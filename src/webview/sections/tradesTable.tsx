import { t } from '@vscode/l10n';
import type { ReportTrade } from '../../report/reportProtocol';
import type { ViewState } from '../viewState';
import { Scrolled } from './table';
import { TRADE_COLUMNS, type TradeColumn } from './tradeColumns';

interface Props {
  /** The rows of the page that is shown. */
  readonly trades: readonly ReportTrade[];
  readonly view: ViewState;
  change(change: Partial<ViewState>): void;
}

/** A page of trades; heads sort them, and the first cell of a row opens its trade. */
export function TradesTable({ trades, view, change }: Props) {
  return (
    <Scrolled label={t('Table of trades')}>
      <table class="trades">
        <caption class="hidden">{t('Trades; the first cell of a row opens it')}</caption>
        <thead>
          <tr>
            {TRADE_COLUMNS.map((column) => (
              <Head key={column.title} column={column} view={view} change={change} />
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={moveInRows}>
          {trades.map((trade, index) => (
            <Row key={trade.id} trade={trade} first={index === 0} open={() => change({ trade: trade.id })} />
          ))}
        </tbody>
      </table>
    </Scrolled>
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
  const sorted = view.sort === sort.name;
  const direction = sorted ? (view.descending ? 'descending' : 'ascending') : 'none';
  return (
    <th scope="col" class={style} aria-sort={direction}>
      <button
        type="button"
        class="sort"
        onClick={() => change({ sort: sort.name, descending: sorted && !view.descending, page: 0 })}
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
  const [opener, ...others] = TRADE_COLUMNS;
  return (
    <tr data-trade={trade.id} onClick={open}>
      <th scope="row">
        <button type="button" class="link" tabIndex={first ? 0 : -1}>
          {opener.cell(trade)}
        </button>
      </th>
      {others.map(({ title, numeric, cell }) => (
        <td key={title} class={numeric ? 'number' : undefined}>
          {cell(trade)}
        </td>
      ))}
    </tr>
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
