import type { Json, LogEntry, ReplyLine, RequestLine } from './logEntry';

/** Keeps questions and answers, so that nobody is asked twice and no decision is taken by an answer that was not kept. */
export interface AnswerLog {
  /** Whether a question that could not be asked can be asked later; else the failure to ask it is its answer. */
  readonly canResume: boolean;
  /**
   * Takes the answer of an earlier play under a key, once; null where there is none.
   * @throws InputError where that answer belongs to another question.
   */
  answerTo(key: string, question: Json, sha256: string): ReplyLine | null;
  /** Adds a request once, however many providers are asked it. @param what names the request in an error. */
  appendRequest(entry: RequestLine, what: string): void;
  append(entry: LogEntry, what: string): void;
  /** Resolves when everything that was added is kept. */
  flushed(): Promise<void>;
  /** The error of an answer that a decision needs and the log lacks. */
  lacks(what: string): Error;
}
