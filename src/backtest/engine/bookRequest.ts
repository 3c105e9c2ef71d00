import type { Quarter } from '../../common/calendar';
import type { History } from '../../decision/history';
import type { DecisionRequest, Memory, OpenPosition, Situation } from '../../decision/request';
import type { Regime } from '../../market/regime';
import type { Situations } from '../../market/situation';
import { decisionId } from '../../memory/outcome';
import type { Desk } from './book';

/** What all symbols have in common at a close. */
export interface Books {
  readonly cash: number;
  /** Marked at the close. */
  readonly equity: number;
  readonly quarter: Quarter;
}

/**
 * What providers are asked at the close of a desk's last bar: one object a symbol, which says at each close what is
 * known then. Id, situation and memories are found when they are first read, since most rules never look.
 */
export class DeskRequest implements DecisionRequest {
  /** Which close situation and memories were found for: so many bars were known. */
  #found = -1;
  #situation: Situation | null | undefined;
  #memories: readonly Memory[] | null = null;

  constructor(
    readonly desk: Desk,
    readonly run: string,
    private readonly books: Books,
    private readonly recall: (request: DecisionRequest) => readonly Memory[],
  ) {}

  get symbol(): string {
    return this.desk.symbol;
  }
  get history(): History {
    return this.desk.history;
  }
  get cash(): number {
    return this.books.cash;
  }
  get equity(): number {
    return this.books.equity;
  }
  get quarter(): Quarter {
    return this.books.quarter;
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
    this.turn();
    if (this.#situation === undefined)
      this.#situation = situationAt(this.desk.situations, this.desk.next - 1);
    return this.#situation;
  }
  get memories(): readonly Memory[] {
    this.turn();
    this.#memories ??= this.recall(this);
    return this.#memories;
  }
  /** The memories that a provider did look at; none where nobody looked. */
  get shown(): readonly Memory[] {
    this.turn();
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

  /** Forgets what was found for an earlier close. */
  private turn(): void {
    if (this.#found === this.desk.next) return;
    this.#found = this.desk.next;
    this.#situation = undefined;
    this.#memories = null;
  }
}

/** The situation at a bar; null while it warms up. Field by field: it is asked for at every bar. */
export function situationAt({ features }: Situations, index: number): Situation | null {
  if (Number.isNaN(features.volatility_ratio[index])) return null;
  return {
    trend: features.trend[index],
    momentum_fast: features.momentum_fast[index],
    momentum_slow: features.momentum_slow[index],
    volatility: features.volatility[index],
    volatility_ratio: features.volatility_ratio[index],
    range_position: features.range_position[index],
    rsi: features.rsi[index],
    bollinger: features.bollinger[index],
    adx: features.adx[index],
  };
}
