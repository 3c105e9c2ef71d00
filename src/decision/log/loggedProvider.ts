import { isoTime } from '../../common/calendar';
import { hashOf } from '../../common/hashOf';
import { type AskedProvider, type Scheduling, schedulingOf } from '../askedProvider';
import { HostPatience } from '../hostPatience';
import { type Mask, rescaled } from '../prompt/mask';
import {
  type FailureCause,
  type Heard,
  Interruption,
  PATIENCE,
  type Provider,
  ProviderFailure,
  type Reply,
} from '../provider';
import type { DecisionRequest } from '../request';
import type { AnswerLog } from './answerLog';
import type { EarlierReplies } from './earlierReplies';
import { type Json, type ReplyLine, type RequestLine, replyKey, shortHash } from './logEntry';

/** A question without an answer in the log. */
export interface OpenQuestion {
  readonly question: Json;
  readonly sha256: string;
  readonly decisionId: string;
  readonly memories: ReplyLine['memories'];
  readonly mask: Mask | null;
  readonly ordinal: number;
}

/** Answers of the user's own code that took less, ms, are logged without their times: of a long run they are most of the log. */
const NO_TIME = 10;
/** How many replies tell how a provider counts its confidence. */
const ENOUGH = 5;

const NOTHING = { answers: 0, reused: 0, retried: 0, failures: {}, tokens: 0, saying_ms: 0, took_ms: 0 };

/** Counts of a provider's answers that the decisions of a run used. */
export interface AnswerRecord {
  /** All answers, failures among them. */
  readonly answers: number;
  /** Answers taken from other runs: nobody was asked. */
  readonly reused: number;
  /** Answers that needed a second try to be usable. */
  readonly retried: number;
  readonly failures: Readonly<Partial<Record<FailureCause, number>>>;
  /** Tokens that the provider said, how long saying them took, and how long its answers took in all, ms. */
  readonly tokens: number;
  readonly saying_ms: number;
  readonly took_ms: number;
}

/**
 * Asks a provider only questions without an answer in the log, and decides by no answer that is not on disk. The questions
 * of a close or a quarter are opened and asked first (see `Asker`); then decisions are taken by the answers.
 */
export class LoggedProvider implements Provider {
  readonly id: string;
  readonly scheduling: Scheduling;
  private readonly patience: HostPatience;
  /** The question that was answered last. */
  #answered: Json | null = null;
  /** Answers by key, until the decision is taken. */
  readonly #answers = new Map<string, ReplyLine>();
  /** How often each question was opened, by its hash. */
  readonly #asked = new Map<string, number>();
  /** The last question about each symbol, where the log has its hash alone. */
  readonly #derived = new Map<string, { decisionId: string; question: Json; sha256: string }>();
  #record: AnswerRecord = NOTHING;
  /** How many replies were decided by, and the largest of their confidences. */
  #replies = 0;
  #mostConfident = 0;

  /**
   * @param earlier has the replies of other runs; null where the definition does not reuse them.
   * @param tell is told of failures of the provider's host.
   */
  constructor(
    private readonly asked: AskedProvider,
    private readonly log: AnswerLog,
    private readonly now: () => number,
    private readonly earlier: EarlierReplies | null = null,
    tell: (text: string) => void = () => {},
  ) {
    this.id = asked.id;
    this.scheduling = schedulingOf(asked);
    const { waits } = this.scheduling;
    this.patience = new HostPatience(asked.id, waits, log.canResume ? PATIENCE : waits.length + 1, tell);
  }

  /**
   * Prepares a decision: looks for the answer in the run's log, then among the replies of other runs.
   * @returns the question that must be asked, or where the answer was found.
   * @throws InputError where the log answers another question.
   */
  open(request: DecisionRequest): OpenQuestion | 'logged' | 'reused' {
    const key = replyKey(request.decisionId, this.id);
    const question = this.asked.question(request);
    const sha256 = hashOf(question);
    const ordinal = this.#asked.get(sha256) ?? 0;
    this.#asked.set(sha256, ordinal + 1);
    const logged = this.log.answerTo(key, question, sha256);
    if (logged) {
      if (logged.reply) this.#answered = question;
      this.#answers.set(key, logged);
      return 'logged';
    }
    const { decisionId } = request;
    const memories = request.memories.map(({ outcome, similarity }) => ({
      decision_id: outcome.id,
      similarity,
    }));
    const mask = this.asked.mask?.(request) ?? null;
    const open = { question, sha256, decisionId, memories, mask, ordinal };
    if (!this.earlier || !this.scheduling.repeatable) return open;
    const found = this.earlier.find(this.id, sha256, ordinal);
    if (!found) return open;
    const reply = mask && found.mask ? rescaled(found.reply, mask.scale / found.mask.scale) : found.reply;
    this.answer(open, this.now(), { reply, reused: { run: found.run, decision_id: found.decisionId } });
    return 'reused';
  }

  /** Resolves when all answers are on disk. */
  flushed(): Promise<void> {
    return this.log.flushed();
  }

  /**
   * Asks until there is an answer, and flushes the answer to disk.
   * @returns the logged line; null where the run was cancelled. @throws Interruption where the host cannot be asked.
   */
  async ask(open: OpenQuestion, signal: AbortSignal): Promise<ReplyLine | null> {
    const { question } = open;
    let started = this.now();
    try {
      const { reply, retried, ...heard } = await this.patience.ask({
        ask: () => {
          started = this.now();
          return this.asked.ask(question, signal);
        },
        askOther: () => (this.#answered === null ? null : this.asked.ask(this.#answered, signal)),
        signal,
      });
      this.#answered = question;
      return await this.kept(open, started, {
        ...loggedOf(heard),
        retried,
        reply: open.mask ? rescaled(reply, open.mask.scale) : reply,
      });
    } catch (error) {
      // A cancelled run logs no failure: the resumed run asks the question again.
      if (signal.aborted) return null;
      const failure = error instanceof Interruption && !this.log.canResume ? error.last : error;
      if (!(failure instanceof ProviderFailure)) throw failure;
      return this.kept(open, started, {
        ...loggedOf(failure.heard),
        failure: failure.message,
        cause: failure.why,
      });
    }
  }

  /** @throws ProviderFailure where the provider could not answer, InputError where the log lacks the answer or has another question's. */
  decide(request: DecisionRequest): Reply {
    const key = replyKey(request.decisionId, this.id);
    const question = this.asked.question(request);
    const sha256 = hashOf(question);
    const answered = this.#answers.get(key) ?? this.log.answerTo(key, question, sha256);
    this.#answers.delete(key);
    if (!answered) throw this.log.lacks(key);
    if (!sha256.startsWith(answered.request))
      throw new Error(`"${key}" was asked another question than it is decided by`);
    if (this.asked.logged)
      this.#derived.set(request.symbol, { decisionId: request.decisionId, question, sha256 });
    this.#record = withAnswer(this.#record, answered);
    if (!answered.reply) throw new ProviderFailure(answered.failure ?? '', answered.cause);
    this.#replies += 1;
    this.#mostConfident = Math.max(this.#mostConfident, answered.reply.confidence);
    return answered.reply;
  }

  /** What was asked for the decision that a symbol's trade came of, where the log has not got it yet: it is then kept with the trade. */
  requestFor(symbol: string, decisionId: string): readonly RequestLine[] {
    const last = this.#derived.get(symbol);
    if (!this.asked.logged || last?.decisionId !== decisionId) return [];
    return [{ type: 'request', sha256: last.sha256, request: this.asked.logged(last.question) }];
  }

  get record(): AnswerRecord {
    return this.#record;
  }

  /** Whether all its confidences, of replies enough to tell, lie between 0 and 1 as a fraction would, where 0 to 100 is meant. */
  get saysFractions(): boolean {
    return this.#replies >= ENOUGH && this.#mostConfident > 0 && this.#mostConfident <= 1;
  }

  close(): void {
    this.patience.total();
    this.asked.close();
  }

  private async kept(open: OpenQuestion, started: number, answer: Partial<ReplyLine>): Promise<ReplyLine> {
    const line = this.answer(open, started, answer);
    await this.log.flushed();
    return line;
  }

  private answer(
    { question, sha256, decisionId, memories, mask, ordinal }: OpenQuestion,
    started: number,
    answer: Partial<ReplyLine>,
  ): ReplyLine {
    const key = replyKey(decisionId, this.id);
    // A decision that is no run's can not be played again.
    const isDerived = this.asked.logged !== undefined && this.log.canResume;
    const took = answer.reused ? 0 : this.now() - started;
    const line: ReplyLine = {
      type: 'reply',
      decision_id: decisionId,
      provider: this.id,
      request: isDerived ? shortHash(sha256) : sha256,
      ...((!isDerived || took >= NO_TIME) && { asked: isoTime(started), took_ms: took }),
      ...(mask && { mask: { ...mask } }),
      ...(ordinal > 0 && { ordinal }),
      ...(!isDerived && { memories }),
      ...answer,
    };
    if (!isDerived) this.log.appendRequest({ type: 'request', sha256, request: question }, key);
    this.log.append(line, key);
    this.#answers.set(key, line);
    return line;
  }
}

function loggedOf({ tokens, promptTokens, sayingMs, thinking, said }: Heard): Partial<ReplyLine> {
  return { tokens, prompt_tokens: promptTokens, saying_ms: sayingMs, thinking, said };
}

function withAnswer(record: AnswerRecord, line: ReplyLine): AnswerRecord {
  const cause = line.failure === undefined ? null : (line.cause ?? 'other');
  const failures = cause
    ? { ...record.failures, [cause]: (record.failures[cause] ?? 0) + 1 }
    : record.failures;
  return {
    answers: record.answers + 1,
    reused: record.reused + (line.reused ? 1 : 0),
    retried: record.retried + (line.retried === undefined ? 0 : 1),
    failures,
    tokens: record.tokens + (line.tokens ?? 0),
    saying_ms: record.saying_ms + (line.saying_ms ?? 0),
    took_ms: record.took_ms + (line.took_ms ?? 0),
  };
}
