import type {
  Coded,
  CurvePoints,
  PackedCurve,
  PackedReport,
  PackedTrades,
  ReportTrade,
  RunReport,
} from '../../report/reportProtocol';

/** Unpacks a report that was packed for sending. */
export function unpackReport(report: PackedReport): RunReport {
  const { equity, buyAndHold, equalWeights } = report.curves;
  return {
    ...report,
    trades: unpackTrades(report.trades),
    curves: {
      equity: unpackCurve(equity),
      buyAndHold: buyAndHold && unpackCurve(buyAndHold),
      equalWeights: equalWeights && unpackCurve(equalWeights),
    },
  };
}

export function unpackCurve({ time, equity, drawdown }: PackedCurve): CurvePoints {
  return { time: [...time], equity: [...equity], drawdown: [...drawdown] };
}

export function unpackTrades(packed: PackedTrades): ReportTrade[] {
  const ids: readonly string[] = JSON.parse(packed.ids);
  return ids.map((id, row) => ({
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
    stop: orNull(packed.stop[row]),
    target: orNull(packed.target[row]),
    confidence: packed.confidence[row],
    provider: valueAt(packed.provider, row),
    regime: valueAt(packed.regime, row),
  }));
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value);
const valueAt = <Value>({ values, places }: Coded<Value>, row: number): Value => values[places[row]];
