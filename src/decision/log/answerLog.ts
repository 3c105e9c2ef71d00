import type { Json, LogEntry, ReplyLine, RequestLine } from './logEntry';

/** Keeps what providers are asked and answer, so that nobody is asked twice and nothing is decided by what was not kept. */
export interface AnswerLog {
  /**
   * What was answered earlier under a key, once; null where nobody was asked.
   * @throws InputError where another question was answered.
   */
  answerTo(key: string, question: Json, sha256: string): ReplyLine | null;
  /** Adds what several providers may be asked, once. @param what the request is for, in an error. */
  appendRequest(entry: RequestLine, what: string): void;
  append(entry: LogEntry, what: string): void;
  /** Resolves when all that was added is kept. */
  flushed(): Promise<void>;
  /** That the answer is missing which a decision asks for. */
  lacks(what: string): Error;
}
