import PQueue from 'p-queue';
import type { ReplyLine } from './log/logEntry';
import type { LoggedProvider } from './log/loggedProvider';
import type { DecisionRequest } from './request';

/** How far the asking has come, since the run was begun or gone on with. */
export interface Asked {
  readonly asked: number;
  /** Answered by this run's own log, and by those of other runs. */
  readonly logged: number;
  readonly reused: number;
  /** Of those asked. */
  readonly failed: number;
  /** Tokens that models said, and how long saying them took, ms. */
  readonly tokens: number;
  readonly sayingMs: number;
}

/** How long answers are looked up before a cancel has its turn, ms. */
const PAUSE_EVERY = 10;

interface Round {
  readonly requests: () => Iterable<DecisionRequest>;
  readonly meant: (provider: LoggedProvider) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks what decisions will need, before they are taken: each lane beside the others, in a lane one provider after the
 * other, so that a machine that holds one model at a time loads each once; and first the one that was asked last, which
 * is loaded still. Questions to one provider are asked several at once.
 */
export class Asker {
  readonly #lanes: ReadonlyMap<string, LoggedProvider[]>;
  readonly #counts = { asked: 0, logged: 0, reused: 0, failed: 0, tokens: 0, sayingMs: 0 };

  /** @param told whenever an answer has come or was found. */
  constructor(
    providers: readonly LoggedProvider[],
    private readonly signal: AbortSignal,
    private readonly told: (asked: Asked) => void,
  ) {
    const lanes = new Map<string, LoggedProvider[]>();
    for (const provider of providers) {
      const lane = lanes.get(provider.scheduling.lane);
      if (lane) lane.push(provider);
      else lanes.set(provider.scheduling.lane, [provider]);
    }
    this.#lanes = lanes;
  }

  /**
   * Has all requests answered by the providers that are meant; those that cannot answer have failed.
   * @param requests to be gone through once a provider; one is valid until the next.
   * @throws what is a bug, or a log that cannot be written or does not fit.
   */
  async ask(
    requests: () => Iterable<DecisionRequest>,
    meant: (provider: LoggedProvider) => boolean = () => true,
  ): Promise<void> {
    const failed = new AbortController();
    const round: Round = { requests, meant, signal: AbortSignal.any([this.signal, failed.signal]) };
    const lanes = [...this.#lanes.values()].map((lane) =>
      this.askLane(lane, round).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    // Nothing is left under way where one of them ends the run.
    for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason;
  }

  private async askLane(lane: LoggedProvider[], round: Round): Promise<void> {
    for (const provider of lane.filter(round.meant)) {
      if (round.signal.aborted) return;
      const asked = await this.askProvider(provider, round);
      if (asked) lane.unshift(...lane.splice(lane.indexOf(provider), 1));
    }
  }

  /** @returns whether it was asked anything. */
  private async askProvider(provider: LoggedProvider, { requests, signal }: Round): Promise<boolean> {
    const queue = new PQueue({ concurrency: provider.scheduling.atOnce });
    const problems: unknown[] = [];
    let asked = false;
    let paused = performance.now();
    for (const request of requests()) {
      if (signal.aborted || problems.length > 0) break;
      const open = provider.open(request);
      if (typeof open === 'string') {
        this.#counts[open] += 1;
      } else {
        asked = true;
        const ask = async () => this.count(await provider.ask(open, signal));
        void queue.add(ask).catch((error: unknown) => problems.push(error));
        // Few questions at a time are kept in memory.
        await queue.onSizeLessThan(1);
      }
      if (performance.now() - paused < PAUSE_EVERY) continue;
      await new Promise((resume) => setImmediate(resume));
      paused = performance.now();
      this.told({ ...this.#counts });
    }
    await queue.onIdle();
    await provider.flushed();
    if (problems.length > 0) throw problems[0];
    return asked;
  }

  private count(line: ReplyLine | null): void {
    // A cancelled one was not answered.
    if (!line) return;
    const counts = this.#counts;
    counts.asked += 1;
    if (line.failure !== undefined) counts.failed += 1;
    counts.tokens += line.tokens ?? 0;
    counts.sayingMs += line.saying_ms ?? 0;
    this.told({ ...counts });
  }
}
