import type { Provider, Reply } from '../provider';
import type { DecisionRequest } from '../request';
import { breakout } from '../rules/breakout';
import { calm } from '../rules/calm';
import { cross } from '../rules/cross';
import { memory } from '../rules/memory';
import { momentum } from '../rules/momentum';
import { reversion } from '../rules/reversion';
import type { Rule, RuleState } from '../rules/rule';
import { trend } from '../rules/trend';
import type { ComputedKind, NamedProvider, ProviderMistake } from './providerKind';

const PREFIX = 'rule:';

/** The built-in rules by name: `rule:<name>` in a definition. */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>(
  Object.entries({ trend, cross, breakout, reversion, momentum, calm, memory }),
);

/** The rule that a definition's `use` names ("rule:trend"); undefined where no rule has the name. */
export function ruleNamed(use: string): Rule | undefined {
  return use.startsWith(PREFIX) ? RULES.get(use.slice(PREFIX.length)) : undefined;
}

/** A built-in rule as a provider: keeps one state a symbol, and feeds the state all bars that closed since the last request. */
export class RuleProvider implements Provider {
  readonly #symbols = new Map<string, { state: RuleState; seen: number }>();

  constructor(
    readonly id: string,
    private readonly rule: Rule,
    private readonly parameters: Readonly<Record<string, number>>,
  ) {}

  decide(request: DecisionRequest): Reply {
    let symbol = this.#symbols.get(request.symbol);
    if (!symbol) {
      const parameters = { ...this.rule.defaults, ...this.parameters };
      symbol = { state: this.rule.start(parameters, request.history), seen: 0 };
      this.#symbols.set(request.symbol, symbol);
    }
    const { state } = symbol;
    if (state.update) for (; symbol.seen < request.history.count; symbol.seen += 1) state.update(symbol.seen);
    return state.reply(request);
  }
}

export const ruleKind: ComputedKind = {
  prefix: PREFIX,
  meaning: 'a built-in rule',
  examples: [...RULES.keys()].map((name) => `${PREFIX}${name}`),
  asked: false,
  mistakes,
  make({ use, parameters }) {
    const rule = ruleNamed(use);
    if (!rule) throw new Error(`unchecked provider ${use}`);
    return new RuleProvider(use, rule, numbersIn(parameters));
  },
};

function numbersIn(parameters: NamedProvider['parameters']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
  );
}

function mistakes({ use, parameters }: NamedProvider): ProviderMistake[] {
  const rule = ruleNamed(use);
  if (!rule) {
    const remedy = `Use one of ${ruleKind.examples.join(', ')}`;
    return [{ at: 'use', problem: `there is no ${use}`, remedy }];
  }
  const unknown = Object.keys(parameters).filter((name) => !Object.hasOwn(rule.defaults, name));
  if (unknown.length > 0) {
    const remedy = `Use one of ${Object.keys(rule.defaults).join(', ')}`;
    return unknown.map((parameter) => ({
      at: 'parameters',
      parameter,
      problem: `${use} has no parameter "${parameter}"`,
      remedy,
    }));
  }
  const words = Object.keys(parameters).filter((name) => typeof parameters[name] !== 'number');
  if (words.length > 0)
    return words.map((parameter) => ({
      at: 'parameters',
      parameter,
      problem: `"${parameter}" must be a number`,
      remedy: 'Write a number here',
    }));
  const bad = rule.check({ ...rule.defaults, ...numbersIn(parameters) });
  if (!bad) return [];
  const given = Object.hasOwn(parameters, bad.parameter) ? bad.parameter : undefined;
  return [
    { at: 'parameters', parameter: given, problem: `"${bad.parameter}" ${bad.problem}`, remedy: 'Change it' },
  ];
}
