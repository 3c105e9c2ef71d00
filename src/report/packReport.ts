import type { Problem } from '../common/problem';
import { TRADE_COLUMNS, TRADE_FIELDS, type TradeField } from '../memory/closedTrade';
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

/** Packs a report into columns: of ten thousand trades a third of the JSON, and hardly any of the work to write and read JSON. */
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
  const numbers: Partial<Record<TradeField, Float64Array>> = {};
  const words: Partial<Record<TradeField, Coded<unknown>>> = {};
  for (const field of TRADE_FIELDS) {
    const { kind } = TRADE_COLUMNS[field];
    if (kind === 'id') continue;
    if (kind === 'time' || kind === 'number' || kind === 'numberOrNone')
      numbers[field] = Float64Array.from(trades, (trade) => Number(trade[field] ?? Number.NaN));
    else words[field] = coded(trades, field);
  }
  const ids = JSON.stringify(trades.map(({ id }) => id));
  return { ids, numbers, words } as PackedTrades;
}

function coded(trades: readonly ReportTrade[], field: TradeField): Coded<unknown> {
  const places = new Map<unknown, number>();
  const own = Uint32Array.from(trades, (trade) => {
    const value = trade[field];
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  });
  return { values: [...places.keys()], places: own };
}
