import type { OpeningVote } from '../memory/closedTrade';
import type { Action } from '../memory/side';
import type { Decision } from './decision';
import type { Reply } from './provider';

/** One provider's reply and the weight of its vote. */
export interface Ballot {
  readonly provider: string;
  readonly weight: number;
  readonly reply: Reply;
}

/** How many providers must answer: the definition's quorum, else more than half. */
export const quorumOf = (quorum: number | undefined, providers: number) =>
  quorum ?? Math.floor(providers / 2) + 1;

/** Supports that differ by less than this part are tied: sums of weights are not exact. */
const TIE = 1e-9;

/**
 * Adds up a weighted vote. An action's support is Σ weight·confidence of its supporters over Σ weight of all who answered.
 * The best supported action wins, and its support is the decision's confidence: 0 to 100, the mean confidence where all
 * agree, and less by the weight of everybody who disagrees (80 from half of the weight is 40). A provider that failed
 * counts on neither side. A tie, or fewer answers than the quorum, is HOLD with confidence 0. Stop, target and size come
 * from the winning side's heaviest supporter.
 * @returns a decision that reads reason and votes from `ballots` only when somebody asks for them.
 */
export function countVotes(ballots: readonly Ballot[], quorum: number): Decision {
  if (ballots.length < quorum) return new Verdict('HOLD', 0, ballots, null, quorum);
  let total = 0;
  let [buy, sell, hold, close] = [0, 0, 0, 0];
  for (let index = 0; index < ballots.length; index += 1) {
    const { weight, reply } = ballots[index];
    const support = weight * reply.confidence;
    total += weight;
    if (reply.action === 'BUY') buy += support;
    else if (reply.action === 'SELL') sell += support;
    else if (reply.action === 'HOLD') hold += support;
    else close += support;
  }
  const best = Math.max(buy, sell, hold, close);
  const near = best * (1 - TIE);
  const winners = +(buy >= near) + +(sell >= near) + +(hold >= near) + +(close >= near);
  if (winners > 1) return new Verdict('HOLD', 0, ballots, null, quorum);
  const action = best === buy ? 'BUY' : best === sell ? 'SELL' : best === hold ? 'HOLD' : 'CLOSE';
  return new Verdict(action, Math.min(100, best / total), ballots, leaderOf(ballots, action), quorum);
}

/** The heaviest supporter of an action; the first of equals. */
function leaderOf(ballots: readonly Ballot[], action: Action): Ballot | null {
  let leader: Ballot | null = null;
  for (let index = 0; index < ballots.length; index += 1) {
    const ballot = ballots[index];
    if (ballot.reply.action !== action) continue;
    if (!leader || ballot.weight * ballot.reply.confidence > leader.weight * leader.reply.confidence)
      leader = ballot;
  }
  return leader;
}

class Verdict implements Decision {
  constructor(
    readonly action: Action,
    readonly confidence: number,
    private readonly ballots: readonly Ballot[],
    /** The heaviest supporter; null where no action won. */
    private readonly heaviest: Ballot | null,
    private readonly quorum: number,
  ) {}

  get stop(): number | undefined {
    return this.action === 'HOLD' ? undefined : this.heaviest?.reply.stop;
  }
  get target(): number | undefined {
    return this.action === 'HOLD' ? undefined : this.heaviest?.reply.target;
  }
  get size(): number | undefined {
    return this.action === 'HOLD' ? undefined : this.heaviest?.reply.size;
  }
  get leader(): string {
    return this.action === 'HOLD' ? '' : (this.heaviest?.provider ?? '');
  }

  get reason(): string {
    const { ballots, heaviest, action, quorum } = this;
    if (ballots.length < quorum)
      return `only ${ballots.length} of the ${quorum} answers that the quorum asks for`;
    if (!heaviest) return 'the vote is tied';
    if (action === 'HOLD') return heaviest.reply.reason;
    const supporters = ballots.filter(({ reply }) => reply.action === action).length;
    return `${supporters} of ${ballots.length} for ${action}; ${heaviest.provider}: ${heaviest.reply.reason}`;
  }

  get votes(): readonly OpeningVote[] {
    return this.ballots.map(({ provider, reply: { action, confidence } }) => ({
      provider,
      action,
      confidence,
    }));
  }

  get weights(): readonly number[] {
    return this.ballots.map(({ weight }) => weight);
  }
}
