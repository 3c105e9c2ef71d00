import { HedgeLearner } from './hedgeLearner';
import type { Learner } from './learner';
import { RecordLearner } from './recordLearner';

export const LEARNING_METHODS = ['record', 'hedge'] as const;
export type LearningMethod = (typeof LEARNING_METHODS)[number];

/** Makes a learner that knows no trade of these providers yet. */
export function learnerOf(method: LearningMethod, providers: readonly string[]): Learner {
  return method === 'record' ? new RecordLearner(providers) : new HedgeLearner(providers);
}
