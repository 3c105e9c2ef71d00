import type { Provider, Reply } from './provider';
import type { DecisionRequest } from './request';
import { breakout } from './rules/breakout';
import { calm } from './rules/calm';
import { cross } from './rules/cross';
import { memory } from './rules/memory';
import { momentum } from './rules/momentum';
import { reversion } from './rules/reversion';
import type { Rule, RuleState } from './rules/rule';
import { trend } from './rules/trend';

const PREFIX = 'rule:';

/** The built-in rules by name: `rule:<name>` in a definition. */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>(
  Object.entries({ trend, cross, breakout, reversion, momentum, calm, memory }),
);

/** The rule that a definition's `use` names ("rule:trend"), if there is one. */
export function ruleNamed(use: string): Rule | undefined {
  return use.startsWith(PREFIX) ? RULES.get(use.slice(PREFIX.length)) : undefined;
}

/** A built-in rule as a provider: keeps one state a symbol and feeds it the bars that closed since it was last asked. */
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
      symbol = { state: this.rule.start({ ...this.rule.defaults, ...this.parameters }), seen: 0 };
      this.#symbols.set(request.symbol, symbol);
    }
    for (; symbol.seen < request.history.count; symbol.seen += 1)
      symbol.state.update(request.history, symbol.seen);
    return symbol.state.reply(request);
  }
}
