import type { Action, OutcomeVote } from '../memory/outcome';
import type { Decision } from './decision';
import type { Reply } from './provider';

/** One provider's answer and what it weighs. */
export interface Ballot {
  readonly provider: string;
  readonly weight: number;
  readonly reply: Reply;
}

/**
 * Adds up a weighted vote. An action's support is Σ weight·confidence of those who chose it over Σ weight of all who
 * answered, so it is at once the decision's confidence (0 to 100) and falls with every provider that disagrees.
 * The best supported action wins; a tie, or fewer answers than the quorum, is HOLD. Stop, target and size are those of
 * the winning side's heaviest supporter.
 */
export function countVotes(ballots: readonly Ballot[], quorum: number): Decision {
  const votes: OutcomeVote[] = ballots.map(({ provider, reply }) => ({
    provider,
    action: reply.action,
    confidence: reply.confidence,
  }));
  const hold = (reason: string, confidence = 0): Decision => ({
    action: 'HOLD',
    confidence,
    reason,
    votes,
    leader: '',
  });
  if (ballots.length < quorum)
    return hold(`only ${ballots.length} of the ${quorum} answers that the quorum asks for`);

  const support: Record<Action, number> = { BUY: 0, SELL: 0, HOLD: 0, CLOSE: 0 };
  let total = 0;
  for (const { weight, reply } of ballots) {
    support[reply.action] += weight * reply.confidence;
    total += weight;
  }
  const [[action, best], [, second]] = (Object.entries(support) as [Action, number][]).sort(
    (a, b) => b[1] - a[1],
  );
  if (best === second) return hold('the vote is tied');

  const supporters = ballots.filter(({ reply }) => reply.action === action);
  const leader = supporters.reduce((a, b) =>
    b.weight * b.reply.confidence > a.weight * a.reply.confidence ? b : a,
  );
  const { reason, stop, target, size } = leader.reply;
  const confidence = Math.min(100, best / total);
  if (action === 'HOLD') return hold(reason, confidence);
  return {
    action,
    confidence,
    reason: `${supporters.length} of ${ballots.length} for ${action}; ${leader.provider}: ${reason}`,
    ...(stop !== undefined && { stop }),
    ...(target !== undefined && { target }),
    ...(size !== undefined && { size }),
    votes,
    leader: leader.provider,
  };
}
