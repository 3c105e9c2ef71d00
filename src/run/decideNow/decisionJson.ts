import { publicFacts } from '../../memory/outcomeRow';
import type { DecisionNow } from './decideNow';

/** A decision now as programs read it: names in snake_case, remembered trades by the names of their files. */
export function decisionJson(decision: DecisionNow): object {
  const memories = decision.memories.map(({ outcome, similarity }) => ({
    outcome: publicFacts(outcome),
    similarity,
  }));
  return { ...decision, memories };
}
