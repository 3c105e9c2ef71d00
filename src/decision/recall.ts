import type { OutcomeIndex } from '../memory/similar/similarity';
import type { DecisionRequest, Memory } from './request';

/** Outcomes of both sides whose situation is most like a decision's, nearest first; none while the situation warms up. */
export function recall(
  index: () => OutcomeIndex,
  { situation, regime, time }: Pick<DecisionRequest, 'situation' | 'regime' | 'time'>,
  neighbours: number,
): Memory[] {
  if (!situation) return [];
  const query = { situation: { features: situation, regime, side: null }, text: null, time };
  return index()
    .search(query, neighbours)
    .map(({ outcome, score }) => ({ outcome, similarity: score }));
}
