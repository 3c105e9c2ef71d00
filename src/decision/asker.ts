import PQueue from 'p-queue';
import type { ReplyLine } from './log/logEntry';
import type { LoggedProvider } from './log/loggedProvider';
import type { DecisionRequest } from './request';

/** Counts of questions and answers since the run began or was resumed. */
export interface Asked {
  readonly asked: number;
  /** Questions answered by this run's own log, and by the logs of other runs. */
  readonly logged: number;
  readonly reused: number;
  /** Questions asked that got no usable answer. */
  readonly failed: number;
  /** Tokens that models said, and how long saying those tokens took, ms. */
  readonly tokens: number;
  readonly sayingMs: number;
}

/** How long answers are looked up before the event loop, and with it a cancel, has its turn, ms. */
const PAUSE_EVERY = 10;

interface Round {
  readonly requests: () => Iterable<DecisionRequest>;
  readonly isChosen: (provider: LoggedProvider) => boolean;
  readonly signal: AbortSignal;
}

/**
 * Asks ahead whatever the coming decisions will need. Lanes go side by side. Within a lane one provider follows the
 * other, so that a machine which holds one model at a time loads each model once; the provider that was asked last goes
 * first, since its model is still loaded. Several questions to one provider are asked at once.
 */
export class Asker {
  readonly #lanes: ReadonlyMap<string, LoggedProvider[]>;
  readonly #counts = { asked: 0, logged: 0, reused: 0, failed: 0, tokens: 0, sayingMs: 0 };

  /** @param told is called whenever an answer has come or was found. */
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
   * Has all requests answered by the chosen providers; a provider that cannot answer is logged as failed.
   * @param requests are walked through once a provider; a request is valid until the next one is taken.
   * @throws InputError for a log that does not fit or cannot be written; any other error is a bug.
   */
  async ask(
    requests: () => Iterable<DecisionRequest>,
    isChosen: (provider: LoggedProvider) => boolean = () => true,
  ): Promise<void> {
    const failed = new AbortController();
    const round: Round = { requests, isChosen, signal: AbortSignal.any([this.signal, failed.signal]) };
    const lanes = [...this.#lanes.values()].map((lane) =>
      this.askLane(lane, round).catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    );
    // Waits for every lane: no question may be left under way when one lane's error ends the run.
    for (const end of await Promise.allSettled(lanes)) if (end.status === 'rejected') throw end.reason;
  }

  private async askLane(lane: LoggedProvider[], round: Round): Promise<void> {
    for (const provider of lane.filter(round.isChosen)) {
      if (round.signal.aborted) return;
      const asked = await this.askProvider(provider, round);
      if (asked) lane.unshift(...lane.splice(lane.indexOf(provider), 1));
    }
  }

  /** @returns whether the provider was asked anything. */
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
        // Keeps no more questions in memory than are under way.
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
    // A cancelled question has no line.
    if (!line) return;
    const counts = this.#counts;
    counts.asked += 1;
    if (line.failure !== undefined) counts.failed += 1;
    counts.tokens += line.tokens ?? 0;
    counts.sayingMs += line.saying_ms ?? 0;
    this.told({ ...counts });
  }
}
