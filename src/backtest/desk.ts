import { History } from '../decision/history';
import type { DecisionRequest, Memory, OpenPosition, Situation } from '../decision/request';
import type { Bars } from '../market/bars';
import type { Quarter } from '../market/calendar';
import type { Regime } from '../market/regime';
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
export class Desk {
  readonly symbol: string;
  readonly history: History;
  /** The first bar after the definition's last day. */
  readonly end: number;
  /** Index of the bar to come, and when it opens, epoch ms: Infinity after the last. */
  next: number;
  nextTime: number;
  order: Order | null = null;
  /** `bars`: how many it has been held for, the entry bar counted. */
  held: { readonly position: Position; readonly opening: Opening; bars: number } | null = null;
  lastClose = Number.NaN;
  #situations: Situations | null = null;

  /** Before its first bar. @param from and @param to epoch ms; bars before `from` warm up indicators. */
  constructor(
    readonly bars: Bars,
    from: number,
    to: number,
  ) {
    this.symbol = bars.symbol;
    this.history = new History(bars);
    this.end = firstBarAt(bars, to);
    this.next = firstBarAt(bars, from);
    this.nextTime = this.next < this.end ? bars.time[this.next] : Infinity;
  }

  /** Turns to the next bar once one has closed. */
  closeBar(): void {
    this.lastClose = this.bars.close[this.next];
    this.next += 1;
    this.nextTime = this.next < this.end ? this.bars.time[this.next] : Infinity;
    this.history.advanceTo(this.next);
  }

  /** Measured when somebody first looks, all bars at once; each depends on no later one. */
  get situations(): Situations {
    this.#situations ??= situationsOf(this.bars);
    return this.#situations;
  }
}

/**
 * What providers are asked at the close of a desk's last bar: one object a symbol, turned to each close in its turn.
 * Id, situation and memories are found when they are first read, since most rules never look.
 */
export class DeskRequest implements DecisionRequest {
  cash = 0;
  equity = 0;
  quarter: Quarter = '0-Q1';
  #situation: Situation | null | undefined;
  #memories: readonly Memory[] | null = null;

  constructor(
    readonly desk: Desk,
    private readonly run: string,
    private readonly recall: (request: DecisionRequest) => readonly Memory[],
  ) {}

  turnTo(cash: number, equity: number, quarter: Quarter): this {
    this.cash = cash;
    this.equity = equity;
    this.quarter = quarter;
    this.#situation = undefined;
    this.#memories = null;
    return this;
  }

  get symbol(): string {
    return this.desk.symbol;
  }
  get history(): History {
    return this.desk.history;
  }
  get time(): number {
    const { bars, next } = this.desk;
    return bars.time[next - 1] + bars.step;
  }
  get decisionId(): string {
    return decisionId(this.run, this.desk.symbol, this.desk.bars.time[this.desk.next - 1]);
  }
  get regime(): Regime | null {
    return this.desk.situations.regime(this.desk.next - 1);
  }
  get situation(): Situation | null {
    if (this.#situation === undefined)
      this.#situation = situationAt(this.desk.situations, this.desk.next - 1);
    return this.#situation;
  }
  get memories(): readonly Memory[] {
    this.#memories ??= this.recall(this);
    return this.#memories;
  }
  /** The memories that a provider did look at; none where nobody looked. */
  get shown(): readonly Memory[] {
    return this.#memories ?? [];
  }

  get position(): OpenPosition | null {
    const { held, lastClose } = this.desk;
    if (!held) return null;
    const { side, quantity, entryPrice, entryTime, entryFee } = held.position;
    return {
      side: side > 0 ? 'long' : 'short',
      quantity,
      entryPrice,
      entryTime,
      unrealised: side * (lastClose - entryPrice) * quantity - entryFee,
    };
  }
}

/** The situation at a bar; null while any feature warms up. */
export function situationAt({ features }: Situations, index: number): Situation | null {
  const situation = {} as Record<(typeof SITUATION_FEATURES)[number], number>;
  for (const feature of SITUATION_FEATURES) {
    const value = features[feature][index];
    if (Number.isNaN(value)) return null;
    situation[feature] = value;
  }
  return situation;
}
