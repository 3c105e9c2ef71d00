import type { Action } from '../../memory/side';
import type { History } from '../history';
import type { Reply } from '../provider';
import type { DecisionRequest } from '../request';

/** What a rule keeps of one symbol, to answer for the bar that closed last. */
export interface RuleState {
  /** Takes in the bar at `index`: it sees each once, in order. For rules that remember more than indicators do. */
  update?(index: number): void;
  reply(request: DecisionRequest): Reply;
}

/** A built-in decision maker. */
export interface Rule<Parameter extends string = string> {
  /** One sentence for people. */
  readonly description: string;
  /** Every parameter with its default. */
  readonly defaults: Readonly<Record<Parameter, number>>;
  /** What is wrong with a set of parameters, in words that follow its name; null when nothing is. */
  check(parameters: Readonly<Record<Parameter, number>>): { parameter: Parameter; problem: string } | null;
  start(parameters: Readonly<Record<Parameter, number>>, history: History): RuleState;
}

/**
 * What a rule says of one symbol: one object that it changes at each bar, whose reason is put into words only where
 * somebody reads it, since most bars' reasons are read by nobody.
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

/** The confidence of a rule that sees no reason to act. */
export const EVEN = 50;

export const hold = (reason: string): Reply => ({ action: 'HOLD', confidence: EVEN, reason });

export const WARMING_UP: Reply = { action: 'HOLD', confidence: 0, reason: 'too few bars yet' };

/**
 * A confidence that starts at an even chance and nears 100 as evidence grows: 50 + 50·tanh(evidence).
 * @param evidence 0 for none; 1 is strong.
 */
export function confidence(evidence: number): number {
  return 50 + 50 * Math.tanh(Math.max(0, evidence));
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
