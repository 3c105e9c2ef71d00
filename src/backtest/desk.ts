import { History } from '../decision/history';
import { type DecisionRequest, LazyRequest, type Memory, type Situation } from '../decision/request';
import type { Bars } from '../market/bars';
import { SITUATION_FEATURES, type Situations, situationsOf } from '../market/situation';
import { decisionId } from '../memory/outcome';
import type { Position } from './account';
import { firstBarAt } from './clock';
import type { Side } from './costs';
import type { Levels } from './levels';
import type { Opening } from './trade';

/** What a decision ordered for a symbol's next open. */
export interface Order {
  /** Why the open position leaves; null where it stays. */
  readonly leave: 'signal' | 'max_holding' | null;
  readonly entry: {
    readonly side: Side;
    readonly quantity: number;
    readonly levels: Levels;
    readonly opening: Opening;
  } | null;
}

/** One symbol on its own calendar: its bars, what is known of them, its order and its position. */
export interface Desk {
  readonly symbol: string;
  readonly bars: Bars;
  readonly situations: Situations;
  readonly history: History;
  /** The first bar after the definition's last day. */
  readonly end: number;
  /** Index of the bar to come. */
  next: number;
  order: Order | null;
  /** `bars`: how many it has been held for, the entry bar counted. */
  held: { position: Position; opening: Opening; bars: number } | null;
  lastClose: number;
}

/** A desk before its first bar. @param from and @param to epoch ms; bars before `from` warm up indicators. */
export function openDesk(bars: Bars, from: number, to: number): Desk {
  return {
    symbol: bars.symbol,
    bars,
    situations: situationsOf(bars),
    history: new History(bars),
    end: firstBarAt(bars, to),
    next: firstBarAt(bars, from),
    order: null,
    held: null,
    lastClose: Number.NaN,
  };
}

/** What providers are asked at the close of a desk's last bar. */
export function requestOf(
  { symbol, bars, situations, history, next, held, lastClose }: Desk,
  run: string,
  account: { cash: number; equity: number },
  recall: (request: DecisionRequest) => readonly Memory[],
): LazyRequest {
  const last = next - 1;
  const position = held && {
    side: held.position.side > 0 ? ('long' as const) : ('short' as const),
    quantity: held.position.quantity,
    entryPrice: held.position.entryPrice,
    entryTime: held.position.entryTime,
    unrealised:
      held.position.side * (lastClose - held.position.entryPrice) * held.position.quantity -
      held.position.entryFee,
  };
  const regime = situations.regime(last);
  return new LazyRequest(
    { symbol, time: bars.time[last] + bars.step, history, regime, position, ...account },
    {
      decisionId: () => decisionId(run, symbol, bars.time[last]),
      situation: () => situationAt(situations, last),
      recall,
    },
  );
}

function situationAt({ features }: Situations, index: number): Situation | null {
  const situation = {} as Record<(typeof SITUATION_FEATURES)[number], number>;
  for (const feature of SITUATION_FEATURES) {
    const value = features[feature][index];
    if (Number.isNaN(value)) return null;
    situation[feature] = value;
  }
  return situation;
}
