import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { isoTime } from '../market/calendar';
import type { DecisionLog } from './decisionLog';
import { type Json, type ReplyLine, replyKey } from './logEntry';
import { type Provider, ProviderFailure, type Reply } from './provider';
import type { DecisionRequest } from './request';

/** Answers cost something, or may differ from one time to the next: so each is logged before it counts. */
export interface AskedProvider {
  /** As named in the definition. */
  readonly id: string;
  /** All that it will be told. Nothing in it may differ between two plays of the same run. */
  question(request: DecisionRequest): Json;
  /** @throws ProviderFailure where there is no usable answer. */
  ask(question: Json, signal: AbortSignal): Promise<{ readonly reply: Reply; readonly tokens?: number }>;
  /** Ends what it keeps running. */
  close(): void;
}

/** SHA-256 of a value as canonical JSON (RFC 8785). */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex');
}

/** Asks a provider only what the log has no answer to, and acts on no answer that is not on disk. */
export class LoggedProvider implements Provider {
  readonly id: string;

  constructor(
    private readonly asked: AskedProvider,
    private readonly log: DecisionLog,
    private readonly now: () => number,
  ) {
    this.id = asked.id;
  }

  /** @throws InputError where the log has an answer to another question. */
  decide(request: DecisionRequest, signal: AbortSignal): Reply | Promise<Reply> {
    const question = this.asked.question(request);
    const sha256 = hashOf(question);
    const key = replyKey(request.decisionId, this.id);
    const logged = this.log.take(key);
    if (logged?.type !== 'reply') return this.askNow(request, { question, sha256, key }, signal);
    if (logged.request !== sha256) throw this.log.changed(key, this.log.requestOf(logged.request), question);
    if (!logged.reply) throw new ProviderFailure(logged.failure);
    return logged.reply;
  }

  private async askNow(
    { decisionId, memories }: DecisionRequest,
    { question, sha256, key }: { question: Json; sha256: string; key: string },
    signal: AbortSignal,
  ): Promise<Reply> {
    this.log.appendRequest({ type: 'request', sha256, request: question }, key);
    const started = this.now();
    const line = (answer: Pick<ReplyLine, 'reply' | 'failure' | 'tokens'>): ReplyLine => ({
      type: 'reply',
      decision_id: decisionId,
      provider: this.id,
      request: sha256,
      asked: isoTime(started),
      took_ms: this.now() - started,
      memories: memories.map(({ outcome, similarity }) => ({
        decision_id: outcome.decision_id,
        similarity,
      })),
      ...answer,
    });
    try {
      const { reply, tokens } = await this.asked.ask(question, signal);
      this.log.append(line({ reply: { ...reply }, ...(tokens !== undefined && { tokens }) }), key);
      await this.log.flushed();
      return reply;
    } catch (error) {
      // A cancelled run asked nothing; when it is resumed, this is asked again.
      if (!(error instanceof ProviderFailure) || signal.aborted) throw error;
      this.log.append(line({ failure: error.message }), key);
      await this.log.flushed();
      throw error;
    }
  }
}
