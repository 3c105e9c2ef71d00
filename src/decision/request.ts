import type { Regime } from '../market/regime';
import type { SituationFeature } from '../market/situation';
import type { Outcome } from '../memory/outcome';
import type { History } from './history';

/** A past trade shown to a decision, and how much its situation resembled this one. */
export interface Memory {
  readonly outcome: Outcome;
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

interface Known {
  readonly decisionId: string;
  readonly symbol: string;
  /** The bar's close, epoch ms: nothing here was known later. */
  readonly time: number;
  /** Bars of this symbol up to and including the one that just closed. */
  readonly history: History;
  readonly regime: Regime | null;
  /** Null while any feature warms up. */
  readonly situation: Situation | null;
  readonly position: OpenPosition | null;
  /** Account currency. */
  readonly cash: number;
  readonly equity: number;
}

/** Everything a provider may see when it is asked about one symbol at one bar's close. */
export interface DecisionRequest extends Known {
  /** The most similar admissible outcomes, nearest first. */
  readonly memories: readonly Memory[];
}

/** A request whose memories are searched for when first read, since most rules never look. */
export class LazyRequest implements DecisionRequest {
  readonly decisionId: string;
  readonly symbol: string;
  readonly time: number;
  readonly history: History;
  readonly regime: Regime | null;
  readonly situation: Situation | null;
  readonly position: OpenPosition | null;
  readonly cash: number;
  readonly equity: number;
  #memories: readonly Memory[] | null = null;

  constructor(
    known: Known,
    private readonly recall: (request: DecisionRequest) => readonly Memory[],
  ) {
    this.decisionId = known.decisionId;
    this.symbol = known.symbol;
    this.time = known.time;
    this.history = known.history;
    this.regime = known.regime;
    this.situation = known.situation;
    this.position = known.position;
    this.cash = known.cash;
    this.equity = known.equity;
  }

  get memories(): readonly Memory[] {
    this.#memories ??= this.recall(this);
    return this.#memories;
  }

  /** The memories that a provider did look at; none where nobody looked. */
  get shown(): readonly Memory[] {
    return this.#memories ?? [];
  }
}
