import { situationAt } from '../../src/backtest/engine/bookRequest';
import { quarterOf } from '../../src/common/calendar';
import { DAY } from '../../src/common/timeframe';
import { History } from '../../src/decision/history';
import type { DecisionRequest } from '../../src/decision/request';
import { emptyBars } from '../../src/market/bars';
import { situationsOf } from '../../src/market/situation';
import { decisionId } from '../../src/memory/decisionId';

const START = Date.UTC(2024, 5, 1);
const COUNT = 200;

/** A request on bars made by a formula: a hundred and some days of a market that goes up in waves. */
export function someRequest(changes: Partial<DecisionRequest> = {}): DecisionRequest {
  const bars = emptyBars('BTCUSD', DAY, COUNT);
  for (let index = 0; index < COUNT; index += 1) {
    const close = 40_000 + 50 * index + 2000 * Math.sin(index / 9);
    const open = index === 0 ? close : bars.close[index - 1];
    bars.time[index] = START + index * DAY;
    bars.open[index] = open;
    bars.high[index] = Math.max(open, close) + 150;
    bars.low[index] = Math.min(open, close) - 150;
    bars.close[index] = close;
    bars.volume[index] = 1000;
  }
  const last = COUNT - 1;
  const situations = situationsOf(bars);
  const time = bars.time[last] + DAY;
  return {
    symbol: 'BTCUSD',
    time,
    quarter: quarterOf(bars.time[last]),
    history: new History(bars, COUNT),
    regime: situations.regime(last),
    situation: situationAt(situations, last),
    position: null,
    cash: 10_000,
    equity: 10_000,
    decisionId: decisionId('run-1', 'BTCUSD', bars.time[last]),
    memories: [],
    ...changes,
  };
}
