import type { Quarter } from '../../common/calendar';
import type { History } from '../../decision/history';
import type { DecisionRequest, Memory, OpenPosition, Situation } from '../../decision/request';
import type { Regime } from '../../market/regime';
import type { Situations } from '../../market/situation';
import { decisionId } from '../../memory/decisionId';
import type { Book } from './book';

/** State of the account at a close, common to all symbols. */
export interface AccountState {
  readonly cash: number;
  /** Marked at the close. */
  readonly equity: number;
  readonly quarter: Quarter;
}

/**
 * What providers are asked at the close of a book's last bar: one object a symbol, which says at each close what is
 * known then. Id, situation and memories are found when they are first read, since most rules never look.
 */
export class BookRequest implements DecisionRequest {
  /** Number of bars that were known when situation and memories were found. */
  #found = -1;
  #situation: Situation | null | undefined;
  #memories: readonly Memory[] | null = null;

  constructor(
    readonly book: Book,
    readonly run: string,
    private readonly account: AccountState,
    private readonly recall: (request: DecisionRequest) => readonly Memory[],
  ) {}

  get symbol(): string {
    return this.book.symbol;
  }
  get history(): History {
    return this.book.history;
  }
  get cash(): number {
    return this.account.cash;
  }
  get equity(): number {
    return this.account.equity;
  }
  get quarter(): Quarter {
    return this.account.quarter;
  }
  get time(): number {
    const { bars, next } = this.book;
    return bars.time[next - 1] + bars.step;
  }
  get decisionId(): string {
    return decisionId(this.run, this.book.symbol, this.book.bars.time[this.book.next - 1]);
  }
  get regime(): Regime | null {
    return this.book.situations.regime(this.book.next - 1);
  }
  get situation(): Situation | null {
    this.turn();
    if (this.#situation === undefined)
      this.#situation = situationAt(this.book.situations, this.book.next - 1);
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
    const { held, lastClose } = this.book;
    if (!held) return null;
    const { direction, quantity, entryPrice, entryTime, entryFee } = held.position;
    return {
      side: direction > 0 ? 'long' : 'short',
      quantity,
      entryPrice,
      entryTime,
      unrealised: direction * (lastClose - entryPrice) * quantity - entryFee,
    };
  }

  /** Forgets what was found for an earlier close. */
  private turn(): void {
    if (this.#found === this.book.next) return;
    this.#found = this.book.next;
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
