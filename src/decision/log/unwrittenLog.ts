import type { AnswerLog } from './answerLog';
import type { Json, LogEntry, ReplyLine, RequestLine } from './logEntry';

/** Questions and answers of a decision of which nothing is kept. */
export class UnwrittenLog implements AnswerLog {
  readonly canResume = false;
  readonly #requests = new Map<string, Json>();
  readonly #replies = new Map<string, ReplyLine>();

  /** A provider's question and reply; null for a provider that was not asked. */
  of(provider: string): { readonly question: Json; readonly reply: ReplyLine } | null {
    const reply = this.#replies.get(provider);
    return reply ? { question: this.#requests.get(reply.request) ?? null, reply } : null;
  }

  answerTo(): null {
    return null;
  }

  appendRequest({ sha256, request }: RequestLine): void {
    this.#requests.set(sha256, request);
  }

  append(entry: LogEntry): void {
    if (entry.type === 'reply') this.#replies.set(entry.provider, entry);
  }

  async flushed(): Promise<void> {}

  lacks(what: string): Error {
    return new Error(`nobody was asked for "${what}"`);
  }
}
