import type { Decision } from './decision';
import { type Provider, ProviderFailure, type Reply } from './provider';
import type { DecisionRequest } from './request';
import { type Ballot, countVotes } from './vote';

export interface Member {
  readonly provider: Provider;
  /** Its weight before anything was learned. */
  readonly weight: number;
}

/** Asks every provider and counts their votes with the weights learned so far. */
export class Ensemble {
  /** How often each provider failed to answer. */
  readonly failures = new Map<string, number>();
  #multipliers: Readonly<Record<string, number>>;

  constructor(
    private readonly members: readonly Member[],
    private readonly quorum: number,
    private readonly signal: AbortSignal,
  ) {
    this.#multipliers = Object.fromEntries(members.map(({ provider }) => [provider.id, 1]));
  }

  get providers(): readonly string[] {
    return this.members.map(({ provider }) => provider.id);
  }

  /** What each vote is multiplied by from now on; see `learnWeights`. */
  get multipliers(): Readonly<Record<string, number>> {
    return this.#multipliers;
  }
  set multipliers(multipliers: Readonly<Record<string, number>>) {
    this.#multipliers = multipliers;
  }

  /** Answers without a promise where every provider does. */
  decide(request: DecisionRequest): Decision | Promise<Decision> {
    const replies = this.members.map(({ provider }) => this.ask(provider, request));
    if (replies.some((reply) => reply instanceof Promise)) {
      return Promise.all(replies).then((settled) => this.count(settled));
    }
    return this.count(replies as (Reply | null)[]);
  }

  private ask(provider: Provider, request: DecisionRequest): Reply | null | Promise<Reply | null> {
    try {
      const reply = provider.decide(request, this.signal);
      return reply instanceof Promise ? reply.catch((error: unknown) => this.failed(provider, error)) : reply;
    } catch (error) {
      return this.failed(provider, error);
    }
  }

  private count(replies: readonly (Reply | null)[]): Decision {
    const ballots: Ballot[] = [];
    replies.forEach((reply, index) => {
      if (!reply) return;
      const { provider, weight } = this.members[index];
      ballots.push({ provider: provider.id, weight: weight * this.#multipliers[provider.id], reply });
    });
    return countVotes(ballots, this.quorum);
  }

  /** A provider that cannot answer has no vote; a cancelled run is not its failure, and a bug is nobody's vote. */
  private failed(provider: Provider, error: unknown): null {
    if (!(error instanceof ProviderFailure)) throw error;
    if (!this.signal.aborted) this.failures.set(provider.id, (this.failures.get(provider.id) ?? 0) + 1);
    return null;
  }
}
