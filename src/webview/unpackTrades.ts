import type { Coded, PackedReport, PackedTrades, ReportTrade, RunReport } from '../runner/reportProtocol';

export function unpackReport(report: PackedReport): RunReport {
  return { ...report, trades: unpackTrades(report.trades) };
}

/** The trades that were sent column by column. */
export function unpackTrades(packed: PackedTrades): ReportTrade[] {
  return packed.id.map((id, row) => ({
    id,
    symbol: valueAt(packed.symbol, row),
    side: valueAt(packed.side, row),
    decided: packed.decided[row],
    entered: packed.entered[row],
    entryPrice: packed.entryPrice[row],
    exited: packed.exited[row],
    exitPrice: packed.exitPrice[row],
    exitReason: valueAt(packed.exitReason, row),
    quantity: packed.quantity[row],
    pnl: packed.pnl[row],
    pnlPct: packed.pnlPct[row],
    fees: packed.fees[row],
    slippage: packed.slippage[row],
    quarter: valueAt(packed.quarter, row),
    stop: packed.stop[row],
    target: packed.target[row],
    confidence: packed.confidence[row],
    provider: valueAt(packed.provider, row),
    regime: valueAt(packed.regime, row),
  }));
}

const valueAt = <Value>({ values, places }: Coded<Value>, row: number): Value => values[places[row]];
