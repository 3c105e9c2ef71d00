import type { Problem } from '../protocol';
import type { Coded, PackedReport, PackedTrades, ReportTrade, RunReport } from '../reportProtocol';

/** An answer as it is sent: less than half of the message, and of its making and reading. */
export function packAnswer(answer: RunReport | Problem | null): PackedReport | Problem | null {
  return answer === null || 'remedy' in answer ? answer : { ...answer, trades: packTrades(answer.trades) };
}

export function packTrades(trades: readonly ReportTrade[]): PackedTrades {
  const column = <Value>(of: (trade: ReportTrade) => Value) => trades.map(of);
  const coded = <Value>(of: (trade: ReportTrade) => Value): Coded<Value> => {
    const places = new Map<Value, number>();
    const own = trades.map((trade) => {
      const value = of(trade);
      const place = places.get(value) ?? places.size;
      places.set(value, place);
      return place;
    });
    return { values: [...places.keys()], places: own };
  };
  return {
    id: column(({ id }) => id),
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
