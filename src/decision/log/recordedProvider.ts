import { type Provider, ProviderFailure, type Reply } from '../provider';
import type { DecisionRequest } from '../request';
import type { DecisionLog } from './decisionLog';
import { replyKey } from './logEntry';

/**
 * Repeats a provider's answers of a run that is over, whatever the question would be now: for a benchmark, whose
 * account differs from the run's and which must ask nobody.
 */
export class RecordedProvider implements Provider {
  constructor(
    readonly id: string,
    private readonly log: DecisionLog,
  ) {}

  decide({ decisionId }: DecisionRequest): Reply {
    const logged = this.log.take(replyKey(decisionId, this.id));
    if (logged?.type === 'reply' && logged.reply) return logged.reply;
    throw new ProviderFailure('it gave no answer in the run');
  }
}
