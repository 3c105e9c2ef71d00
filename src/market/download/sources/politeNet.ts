import PQueue from 'p-queue';
import { withDeadline } from '../../../common/deadline';
import { InputError } from '../../../common/inputError';
import { exp2 } from '../../../common/numbers/sameMath';
import { BadPage, TryLater } from './tryLater';

/** The outside world of a download, for tests to replace. */
export interface World {
  readonly fetch: typeof fetch;
  /** Wall clock, epoch ms. */
  now(): number;
  /** @throws the signal's reason once it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  /** Runs a program without a shell. @returns its output on stdout. @throws Error with the last line of stderr. */
  run(argv: readonly string[], signal: AbortSignal): Promise<string>;
}

/** Longest time for one answer, ms. */
const PATIENCE = 30_000;
/** Tries of one request before the download fails. */
const TRIES = 6;
const TRIES_OF_BAD_PAGES = 3;
/** First pause of the exponential back-off, ms. */
const FIRST_PAUSE = 1000;
const LONGEST_PAUSE = 60_000;
/** A host that asks for a longer pause is given up, ms. */
const TOO_LONG = 5 * 60_000;
const LATER = 'Try again later; what has come so far is kept, and the download goes on from there';
const WITHOUT_BODY = [204, 205, 304];

interface Host {
  readonly queue: PQueue;
  /** Time of the next request at the earliest, epoch ms. */
  pausedUntil: number;
  /** How far the host's clock is ahead of ours, ms; null before its first answer. */
  ahead: number | null;
}

/** Throttled requests: one at a time for each host, at its pace, and none while the host asks for a pause. */
export class PoliteNet {
  readonly #hosts = new Map<string, Host>();

  /** @param waiting called when a pause begins, with its length and its reason. */
  constructor(
    readonly world: World,
    readonly signal: AbortSignal,
    private readonly waiting: (host: string, ms: number, why: string) => void,
  ) {}

  /** Sets the pace of a host: one request in `every` ms at most. */
  pace(host: string, every: number): void {
    this.#hosts.set(host, {
      queue: new PQueue({ concurrency: 1, interval: every, intervalCap: 1 }),
      pausedUntil: 0,
      ahead: null,
    });
  }

  /** The time by the host's clock, or by ours before its first answer; epoch ms. */
  timeOf(host: string): number {
    return this.world.now() + (this.hostOf(host).ahead ?? 0);
  }

  /** How far the host's clock is ahead of ours, ms; null where the host does not tell its time. */
  aheadOf(host: string): number | null {
    return this.hostOf(host).ahead;
  }

  /**
   * The `fetch` of the libraries. A request waits for its turn, and resolves once the whole body is read.
   * @throws TryLater for passing failures: no connection, a cut answer, too many requests, a broken server.
   * @throws InputError for a web page in place of data.
   */
  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const host = this.hostOf(url.host);
    return host.queue.add(
      async () => {
        await this.whilePaused(host);
        return this.ask(url, init, host);
      },
      { throwOnTimeout: true },
    );
  };

  /** Retries work that fails with TryLater, after growing pauses. @throws InputError after the last try. */
  async patiently<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const host = this.hostOf(name);
    for (let tries = 1; ; tries += 1) {
      try {
        return await work();
      } catch (error) {
        this.signal.throwIfAborted();
        if (!(error instanceof TryLater)) throw error;
        const { problem, after } = error;
        const long = after !== null && after > TOO_LONG;
        if (long || tries >= (error instanceof BadPage ? TRIES_OF_BAD_PAGES : TRIES)) {
          const asks = long ? `, and asks to be left alone for ${Math.ceil(after / 60_000)} minutes` : '';
          throw new InputError({ file: name }, `${problem}${asks}`, LATER);
        }
        const grown = Math.min(LONGEST_PAUSE, FIRST_PAUSE * exp2(tries - 1));
        // Half of it by chance, so that those who were refused together do not come back together.
        const pause = after ?? grown * (0.5 + this.world.random() / 2);
        host.pausedUntil = Math.max(host.pausedUntil, this.world.now() + pause);
        this.waiting(name, pause, problem);
        await this.whilePaused(host);
      }
    }
  }

  private hostOf(name: string): Host {
    if (!this.#hosts.has(name)) this.pace(name, 0);
    return this.#hosts.get(name) as Host;
  }

  private async whilePaused(host: Host): Promise<void> {
    for (;;) {
      this.signal.throwIfAborted();
      const left = host.pausedUntil - this.world.now();
      if (left <= 0) return;
      await this.world.sleep(left, this.signal);
    }
  }

  private async ask(url: URL, init: RequestInit | undefined, host: Host): Promise<Response> {
    const { response, body } = await withDeadline(this.signal, PATIENCE, async (signal) => {
      const response = await this.world.fetch(url, { ...init, signal });
      return { response, body: await response.text() };
    }).catch((error: unknown) => {
      this.signal.throwIfAborted();
      throw new TryLater(reasonOf(error));
    });
    const { status, statusText, headers } = response;
    // The Date of a cached answer is the time of caching; Age is the time since.
    const told = Date.parse(headers.get('date') ?? '') + 1000 * Number(headers.get('age') ?? 0);
    if (!Number.isNaN(told)) host.ahead = told - this.world.now();
    if (status === 429 || status === 418)
      throw new TryLater(`it says that it was asked too often (${status})`, this.pauseIn(headers));
    if (status >= 500) throw new TryLater(`it is out of order (${status})`, this.pauseIn(headers));
    if (body.trimStart().startsWith('<')) {
      throw new InputError(
        { file: url.host },
        `it answers with a web page in place of data (${status})`,
        'Look at it in a browser: a log-in, a blocked country or a proxy may be in the way',
      );
    }
    return new Response(WITHOUT_BODY.includes(status) ? null : body, { status, statusText, headers });
  }

  /** The pause that a Retry-After header asks for, ms; null without a valid header. */
  private pauseIn(headers: Headers): number | null {
    const text = headers.get('retry-after');
    if (text === null) return null;
    const seconds = Number(text);
    const pause = Number.isNaN(seconds) ? Date.parse(text) - this.world.now() : seconds * 1000;
    return Number.isNaN(pause) ? null : Math.max(0, pause);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `it did not answer within ${PATIENCE / 1000} seconds`;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  return message === 'other side closed' || message === 'terminated'
    ? 'its answer was cut off'
    : `it cannot be reached (${message})`;
}
