import type { ReportTrade } from '../../report/reportProtocol';
import type { ViewState } from '../viewState';
import { TRADE_COLUMNS } from './tradeColumns';

/** The trades that pass the reader's filters, in the reader's order; equals by their entry. */
export function shownTrades(trades: readonly ReportTrade[], view: ViewState): ReportTrade[] {
  const { descending, ofSymbol, ofSide, ofResult } = view;
  const shown = trades.filter(
    ({ symbol, side, pnl }) =>
      (ofSymbol === '' || symbol === ofSymbol) &&
      (ofSide === '' || side === ofSide) &&
      (ofResult === '' || (ofResult === 'won') === pnl > 0),
  );
  const sort = TRADE_COLUMNS.find((column) => column.sort?.name === view.sort)?.sort;
  if (!sort) return shown;
  const order = descending ? -1 : 1;
  return shown.sort((a, b) => {
    const [one, other] = [sort.value(a), sort.value(b)];
    return order * (one < other ? -1 : one > other ? 1 : a.entryTime - b.entryTime);
  });
}
