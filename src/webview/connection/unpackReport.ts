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

export function unpackTrades({ ids, numbers, words }: PackedTrades): ReportTrade[] {
  const [columns, coded] = [Object.entries(numbers), Object.entries<Coded<unknown>>(words)];
  return (JSON.parse(ids) as string[]).map((id, row) => {
    const trade: Record<string, unknown> = { id };
    for (const [field, column] of columns) trade[field] = orNull(column[row]);
    for (const [field, { values, places }] of coded) trade[field] = values[places[row]];
    return trade as unknown as ReportTrade;
  });
}

const orNull = (value: number) => (Number.isNaN(value) ? null : value);
