import { tanh } from '../../common/numbers/sameMath';
import type { Action } from '../../memory/side';
import type { History } from '../history';
import type { Reply } from '../provider';
import type { DecisionRequest } from '../request';

/** The state of a rule for one symbol, which replies for the bar that closed last. */
export interface RuleState {
  /** Takes in the bar at `index`, each bar once and in order: for rules that remember more than indicators do. */
  update?(index: number): void;
  reply(request: DecisionRequest): Reply;
}

/** A built-in decision maker. */
export interface Rule<Parameter extends string = string> {
  /** Describes the rule to people in one sentence. */
  readonly description: string;
  /** Every parameter with its default. */
  readonly defaults: Readonly<Record<Parameter, number>>;
  /** The first wrong parameter and its problem, in words that follow the parameter's name; null where all are right. */
  check(parameters: Readonly<Record<Parameter, number>>): { parameter: Parameter; problem: string } | null;
  start(parameters: Readonly<Record<Parameter, number>>, history: History): RuleState;
}

/**
 * A rule's reply for one symbol: one object that changes at each bar. The reason is put into words only when somebody reads
 * the reason, since nobody reads most bars' reasons.
 */
export class Answer implements Reply {
  action: Action = 'HOLD';
  /** 0 to 100. */
  confidence = 0;

  constructor(private readonly explain: () => string) {}

  get reason(): string {
    return this.explain();
  }

  of(action: Action, confidence: number): this {
    this.action = action;
    this.confidence = confidence;
    return this;
  }
}

/** Confidence of a rule without a reason to act. */
export const EVEN = 50;

export const hold = (reason: string): Reply => ({ action: 'HOLD', confidence: EVEN, reason });

export const WARMING_UP: Reply = { action: 'HOLD', confidence: 0, reason: 'too few bars yet' };

/**
 * Confidence by evidence, from an even chance up to nearly 100: 50 + 50·tanh(evidence).
 * @param evidence 0 for none; 1 is strong.
 */
export function confidence(evidence: number): number {
  return 50 + 50 * tanh(Math.max(0, evidence));
}

/** The first of `lengths` that is not a whole number of at least `least`. */
export function badLength<P extends string>(
  parameters: Readonly<Record<P, number>>,
  lengths: readonly P[],
  least = 2,
): { parameter: P; problem: string } | null {
  const parameter = lengths.find(
    (name) => !Number.isInteger(parameters[name]) || parameters[name] < least || parameters[name] > 5000,
  );
  return parameter === undefined
    ? null
    : { parameter, problem: `must be a whole number from ${least} to 5000` };
}

/** The first of `names` that is not above zero. */
export function notPositive<P extends string>(
  parameters: Readonly<Record<P, number>>,
  names: readonly P[],
): { parameter: P; problem: string } | null {
  const parameter = names.find((name) => !(parameters[name] > 0));
  return parameter === undefined ? null : { parameter, problem: 'must be above 0' };
}
