import type { Quarter } from '../common/calendar';
import type { Regime } from '../market/regime';
import type { SituationFeature } from '../market/situationFeatures';
import type { OutcomeFacts } from '../memory/outcomeRow';
import type { History } from './history';

/** A past trade shown to a decision, and how much the trade's situation resembles the decision's. */
export interface Memory {
  readonly outcome: OutcomeFacts;
  /** Total score of the similarity, 0 to 1. */
  readonly similarity: number;
}

/** The market at a close by feature name; every feature is a finite number. */
export type Situation = Readonly<Record<SituationFeature, number>>;

export interface OpenPosition {
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryPrice: number;
  /** Epoch ms. */
  readonly entryTime: number;
  /** Profit marked at the close, net of the entry's fee; account currency. */
  readonly unrealised: number;
}

/** Everything that a provider may see of one symbol at one bar's close. Valid until the decision is taken. */
export interface DecisionRequest {
  readonly symbol: string;
  /** The bar's close, epoch ms: nothing in the request was known later. */
  readonly time: number;
  /** The quarter in which the bar lies. */
  readonly quarter: Quarter;
  /** Bars of this symbol up to and including the one that just closed. */
  readonly history: History;
  readonly regime: Regime | null;
  readonly position: OpenPosition | null;
  /** Account currency. */
  readonly cash: number;
  readonly equity: number;
  readonly decisionId: string;
  /** Null while any feature warms up. */
  readonly situation: Situation | null;
  /** The most similar admissible outcomes, nearest first. */
  readonly memories: readonly Memory[];
}
