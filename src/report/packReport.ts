import type { Problem } from '../common/problem';
import type {
  Coded,
  CurvePoints,
  PackedAnswer,
  PackedCurve,
  PackedReport,
  PackedTrades,
  ReportTrade,
  RunReport,
} from './reportProtocol';

/** An answer as it is sent. */
export function packAnswer(answer: RunReport | Problem | null): PackedAnswer {
  return answer === null || 'remedy' in answer ? answer : packReport(answer);
}

/** Of ten thousand trades a third of the JSON, and hardly any of the work of writing and reading it. */
function packReport(report: RunReport): PackedReport {
  const { equity, buyAndHold, equalWeights } = report.curves;
  return {
    ...report,
    trades: packTrades(report.trades),
    curves: {
      equity: packCurve(equity),
      buyAndHold: buyAndHold && packCurve(buyAndHold),
      equalWeights: equalWeights && packCurve(equalWeights),
    },
  };
}

export function packCurve({ time, equity, drawdown }: CurvePoints): PackedCurve {
  return {
    time: Float64Array.from(time),
    equity: Float64Array.from(equity),
    drawdown: Float64Array.from(drawdown),
  };
}

export function packTrades(trades: readonly ReportTrade[]): PackedTrades {
  const column = (of: (trade: ReportTrade) => number | null) =>
    Float64Array.from(trades, (trade) => of(trade) ?? Number.NaN);
  const coded = <Value>(of: (trade: ReportTrade) => Value): Coded<Value> => {
    const places = new Map<Value, number>();
    const own = Uint32Array.from(trades, (trade) => {
      const value = of(trade);
      const place = places.get(value) ?? places.size;
      places.set(value, place);
      return place;
    });
    return { values: [...places.keys()], places: own };
  };
  return {
    ids: JSON.stringify(trades.map(({ id }) => id)),
    symbol: coded(({ symbol }) => symbol),
    side: coded(({ side }) => side),
    decided: column(({ decided }) => decided),
    entered: column(({ entered }) => entered),
    entryPrice: column(({ entryPrice }) => entryPrice),
    exited: column(({ exited }) => exited),
    exitPrice: column(({ exitPrice }) => exitPrice),
    exitReason: coded(({ exitReason }) => exitReason),
    quantity: column(({ quantity }) => quantity),
    pnl: column(({ pnl }) => pnl),
    pnlPct: column(({ pnlPct }) => pnlPct),
    fees: column(({ fees }) => fees),
    slippage: column(({ slippage }) => slippage),
    quarter: coded(({ quarter }) => quarter),
    stop: column(({ stop }) => stop),
    target: column(({ target }) => target),
    confidence: column(({ confidence }) => confidence),
    provider: coded(({ provider }) => provider),
    regime: coded(({ regime }) => regime),
  };
}
