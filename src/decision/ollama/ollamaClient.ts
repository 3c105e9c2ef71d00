import { type ChatRequest, type ChatResponse, Ollama } from 'ollama';
import { withDeadline } from '../../common/deadline';
import { reasonOf } from '../../memory/embedding/reasonOf';
import { type FailureCause, ProviderFailure } from '../provider';
import { guardedFetch, HostError } from './guardedFetch';
import { type OllamaHost, shownAddress } from './ollamaHost';

/** A model's answer, and the tokens and time that the answer took. */
export interface ModelAnswer {
  readonly content: string;
  /** Thinking as the host separated it; a model's own tags may still stand in `content`. */
  readonly thinking: string;
  /** Whether the answer was stopped at the largest number of tokens. */
  readonly stopped: boolean;
  /** Tokens that the model said and was told, and how long saying its tokens took, ms. */
  readonly tokens: number;
  readonly promptTokens: number;
  readonly sayingMs: number;
}

/** Longest answer, characters: no answer in the form is longer, and no more thinking is kept. */
const LONGEST_SAID = 64_000;
/** Longest body of a host's response, bytes: no decision needs more. */
const LONGEST_BODY = 8_000_000;

/** How long a host may take to tell its version, ms. */
const PATIENCE = 10_000;

interface HostFailure {
  readonly why: FailureCause;
  readonly message: string;
}

/** A client of one Ollama. Every failure is a ProviderFailure with its cause. */
export class OllamaClient {
  /** Lets the deadlines of the questions begin anew that wait for their first word. */
  readonly #waiting = new Set<() => void>();
  /** Whether a question got no answer from a host that then said nothing at all. */
  #silent = false;

  /** @param patience how long the host may take to tell its version, ms. */
  constructor(
    readonly host: OllamaHost,
    private readonly patience = PATIENCE,
  ) {}

  /** Asks once. @throws ProviderFailure. */
  async chat(request: ChatRequest, signal: AbortSignal): Promise<ModelAnswer> {
    // A question has a long deadline; whether a silent host is back shows sooner.
    if (this.#silent && !(await this.answersAtAll(signal)))
      throw new ProviderFailure(`${shownAddress(this.host)} says nothing at all`, 'unreachable');
    const answer = await this.tryChat(request, signal);
    if (!('why' in answer)) return answer;
    if (answer.why !== 'deadline' || (await this.answersAtAll(signal)))
      throw new ProviderFailure(answer.message, answer.why);
    throw new ProviderFailure(`${answer.message}, and says nothing else either`, 'unreachable');
  }

  /** Whether the host answers a question that costs nothing. */
  private async answersAtAll(signal: AbortSignal): Promise<boolean> {
    try {
      await withDeadline(signal, this.patience, (patience) => this.api(patience).version());
      this.#silent = false;
    } catch (error) {
      this.#silent = !(error instanceof HostError);
    }
    return !this.#silent;
  }

  /** The `ollama` package's client, for requests that are answered at once. */
  api(signal: AbortSignal): Ollama {
    return this.apiFor(guardedFetch(signal, { lines: false, longest: LONGEST_BODY }));
  }

  /** The `ollama` package's client, for requests that are answered by a stream. */
  streamApi(signal: AbortSignal, longest = LONGEST_BODY): Ollama {
    return this.apiFor(guardedFetch(signal, { lines: true, longest }));
  }

  private apiFor(fetch: typeof globalThis.fetch): Ollama {
    const { address, headers } = this.host;
    return new Ollama({ host: address, headers: { ...headers }, fetch });
  }

  private tryChat(request: ChatRequest, signal: AbortSignal): Promise<ModelAnswer | HostFailure> {
    return withDeadline(signal, this.host.deadline, async (patience, restart) => {
      this.#waiting.add(restart);
      try {
        return await this.chatUntil({ patience, restart }, request, signal);
      } finally {
        this.#waiting.delete(restart);
      }
    });
  }

  /**
   * Lets the deadline of each waiting question begin anew: while the host answers one, the others wait in its queue, of which
   * the host gives no sign.
   */
  private hostSpoke(): void {
    for (const restart of this.#waiting) restart();
  }

  /** @param deadline `patience` aborts when `signal` does, or at the deadline, which `restart` lets begin anew. */
  private async chatUntil(
    { patience, restart }: { readonly patience: AbortSignal; readonly restart: () => void },
    request: ChatRequest,
    signal: AbortSignal,
  ): Promise<ModelAnswer | HostFailure> {
    let begun = false;
    let content = '';
    let thinking = '';
    try {
      patience.throwIfAborted();
      const stream = await this.streamApi(patience).chat({ ...request, stream: true });
      begun = true;
      for await (const { message, done, ...end } of stream) {
        this.hostSpoke();
        // From its first word on, an answer has its own time, whatever else the host says.
        this.#waiting.delete(restart);
        content += message?.content ?? '';
        if (thinking.length < LONGEST_SAID) thinking += message?.thinking ?? '';
        if (content.length > LONGEST_SAID) {
          stream.abort();
          return { why: 'unusable reply', message: 'its reply has no end' };
        }
        if (!done) continue;
        return { content, thinking, ...countsOf(end) };
      }
      return this.cutOff('it ended early');
    } catch (error) {
      return this.failureFor(error, begun, { signal, patience });
    }
  }

  /** @param begun whether the host had begun to answer. */
  private failureFor(
    error: unknown,
    begun: boolean,
    { signal, patience }: { readonly signal: AbortSignal; readonly patience: AbortSignal },
  ): HostFailure {
    if (signal.aborted) return { why: 'other', message: 'cancelled' };
    if (patience.aborted) {
      return { why: 'deadline', message: this.silence(begun) };
    }
    if (error instanceof HostError) return failureOf(error);
    return begun ? this.cutOff(reasonOf(error)) : this.unreachable(error);
  }

  /** What a deadline that has passed is called, with what to change. */
  private silence(begun: boolean): string {
    const { deadline, atOnce } = this.host;
    const what = begun ? 'did not end its answer' : `did not answer, with ${atOnce} asked at once,`;
    return `it ${what} within ${deadline / 1000} s (settings backtestMemory.ollamaDeadline and ollamaParallel, options --ollama-deadline and --ollama-parallel)`;
  }

  private cutOff(reason: string): HostFailure {
    return { why: 'cut off', message: `its answer was cut off (${reason})` };
  }

  private unreachable(error: unknown): HostFailure {
    const message = `${shownAddress(this.host)} cannot be reached (${reasonOf(error)})`;
    return { why: 'unreachable', message };
  }
}

/** What the last part of an answer says of the whole. */
function countsOf(end: Partial<ChatResponse>): Omit<ModelAnswer, 'content' | 'thinking'> {
  return {
    stopped: end.done_reason === 'length',
    tokens: end.eval_count ?? 0,
    promptTokens: end.prompt_eval_count ?? 0,
    sayingMs: (end.eval_duration ?? 0) / 1e6,
  };
}

function failureOf({ status, message }: HostError): HostFailure {
  const refused = status >= 300 && status < 500 && status !== 408 && status !== 429;
  return { why: refused ? 'refused' : 'server error', message };
}
