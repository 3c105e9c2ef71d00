import type { Regime } from '../market/regime';
import type { Decision } from './decision';
import type { LearnedWeights, Multipliers } from './learning/learner';
import { type Provider, ProviderFailure, type Reply } from './provider';
import type { DecisionRequest } from './request';
import { countVotes } from './vote';

const NO_REPLY: Reply = { action: 'HOLD', confidence: 0, reason: '' };

export interface Member {
  readonly provider: Provider;
  /** The provider's weight in the definition, before anything was learned. */
  readonly weight: number;
}

/** Asks every provider, and counts the votes with the weights learned so far for the regime of the request. */
export class Ensemble {
  /** How often each provider failed to answer. */
  readonly failures = new Map<string, number>();
  /** Multipliers of the votes from now on; null while nothing was learned, which counts as 1 each. */
  learned: LearnedWeights | null = null;
  /** The multipliers that the ballots' weights hold now. */
  #applied: Multipliers | null = null;
  /** Reused at each vote: most votes are never looked at afterwards, and new arrays would be garbage at every bar. */
  readonly #replies: (Reply | null | Promise<Reply | null>)[] = [];
  readonly #ballots: { provider: string; weight: number; reply: Reply }[];
  /** Replies that the last decision counted. */
  #counted: readonly (Reply | null)[] = [];

  constructor(
    private readonly members: readonly Member[],
    private readonly quorum: number,
    private readonly signal: AbortSignal,
  ) {
    this.#ballots = members.map(({ provider, weight }) => ({
      provider: provider.id,
      weight,
      reply: NO_REPLY,
    }));
  }

  get providers(): readonly string[] {
    return this.members.map(({ provider }) => provider.id);
  }

  /** Each provider's reply to the last decision, null where the provider failed, and the weight of its vote. */
  get replies(): readonly { provider: string; weight: number; reply: Reply | null }[] {
    return this.#ballots.map(({ provider, weight }, index) => ({
      provider,
      weight,
      reply: this.#counted[index] ?? null,
    }));
  }

  /** Answers without a promise where every provider does. */
  decide(request: DecisionRequest): Decision | Promise<Decision> {
    // Measuring a regime costs time, so the regime is read only where weights depend on the regime.
    const regime = this.learned ? request.regime : null;
    let waits = false;
    for (let index = 0; index < this.members.length; index += 1) {
      const reply = this.ask(this.members[index].provider, request);
      this.#replies[index] = reply;
      waits ||= reply instanceof Promise;
    }
    return waits
      ? Promise.all(this.#replies).then((settled) => this.count(settled, regime))
      : this.count(this.#replies as (Reply | null)[], regime);
  }

  private weigh(regime: Regime | null): void {
    if (!this.learned) return;
    const multipliers = regime ? this.learned.regimes[regime] : this.learned.overall;
    if (multipliers === this.#applied) return;
    this.#applied = multipliers;
    this.members.forEach(({ provider, weight }, index) => {
      this.#ballots[index].weight = weight * multipliers[provider.id];
    });
  }

  private ask(provider: Provider, request: DecisionRequest): Reply | null | Promise<Reply | null> {
    try {
      const reply = provider.decide(request, this.signal);
      return reply instanceof Promise ? reply.catch((error: unknown) => this.failed(provider, error)) : reply;
    } catch (error) {
      return this.failed(provider, error);
    }
  }

  private count(replies: readonly (Reply | null)[], regime: Regime | null): Decision {
    this.weigh(regime);
    this.#counted = replies;
    let missing = false;
    for (let index = 0; index < replies.length; index += 1) {
      const reply = replies[index];
      if (reply) this.#ballots[index].reply = reply;
      else missing = true;
    }
    const cast = missing ? this.#ballots.filter((_, index) => replies[index]) : this.#ballots;
    return countVotes(cast, this.quorum);
  }

  /** Counts a failure and casts no vote. A cancelled run is no failure of the provider, and a bug ends the run. */
  private failed(provider: Provider, error: unknown): null {
    if (!(error instanceof ProviderFailure)) throw error;
    if (!this.signal.aborted) this.failures.set(provider.id, (this.failures.get(provider.id) ?? 0) + 1);
    return null;
  }
}
