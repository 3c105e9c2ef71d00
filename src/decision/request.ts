import type { Regime } from '../market/regime';
import type { SituationFeature } from '../market/situation';
import type { OutcomeRow } from '../memory/outcomeRow';
import type { History } from './history';

/** A past trade shown to a decision, and how much its situation resembled this one. */
export interface Memory {
  readonly outcome: OutcomeRow;
  /** The total score, 0 to 1. */
  readonly similarity: number;
}

/** The situation at a close by feature name; every feature is a finite number. */
export type Situation = Readonly<Record<SituationFeature, number>>;

export interface OpenPosition {
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryPrice: number;
  /** Epoch ms. */
  readonly entryTime: number;
  /** Marked at the close, net of the entry's fee; account currency. */
  readonly unrealised: number;
}

interface Facts {
  readonly symbol: string;
  /** The bar's close, epoch ms: nothing here was known later. */
  readonly time: number;
  /** Bars of this symbol up to and including the one that just closed. */
  readonly history: History;
  readonly regime: Regime | null;
  readonly position: OpenPosition | null;
  /** Account currency. */
  readonly cash: number;
  readonly equity: number;
}

/** Everything a provider may see when it is asked about one symbol at one bar's close. */
export interface DecisionRequest extends Facts {
  readonly decisionId: string;
  /** Null while any feature warms up. */
  readonly situation: Situation | null;
  /** The most similar admissible outcomes, nearest first. */
  readonly memories: readonly Memory[];
}

/** How to find what costs something to find. */
interface Sources {
  decisionId(): string;
  situation(): Situation | null;
  recall(request: DecisionRequest): readonly Memory[];
}

/** A request that finds its id, situation and memories when they are first read, since most rules never look. */
export class LazyRequest implements DecisionRequest {
  readonly symbol: string;
  readonly time: number;
  readonly history: History;
  readonly regime: Regime | null;
  readonly position: OpenPosition | null;
  readonly cash: number;
  readonly equity: number;
  readonly #sources: Sources;
  #situation: Situation | null | undefined;
  #memories: readonly Memory[] | null = null;

  constructor(facts: Facts, sources: Sources) {
    this.symbol = facts.symbol;
    this.time = facts.time;
    this.history = facts.history;
    this.regime = facts.regime;
    this.position = facts.position;
    this.cash = facts.cash;
    this.equity = facts.equity;
    this.#sources = sources;
  }

  get decisionId(): string {
    return this.#sources.decisionId();
  }

  get situation(): Situation | null {
    if (this.#situation === undefined) this.#situation = this.#sources.situation();
    return this.#situation;
  }

  get memories(): readonly Memory[] {
    this.#memories ??= this.#sources.recall(this);
    return this.#memories;
  }

  /** The memories that a provider did look at; none where nobody looked. */
  get shown(): readonly Memory[] {
    return this.#memories ?? [];
  }
}
