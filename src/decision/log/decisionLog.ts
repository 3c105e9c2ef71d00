import { constants, type FileHandle, open, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import difference from 'microdiff';
import { about } from '../../common/files/atomicFile';
import { flushFolder } from '../../common/files/folders';
import { InputError } from '../../common/inputError';
import type { AnswerLog } from './answerLog';
import {
  type ComputedEntry,
  type Json,
  keyOf,
  type LogEntry,
  type LogHeader,
  linkOf,
  type ReplyLine,
  type RequestLine,
} from './logEntry';
import { hashOfLine, LogReader, lineOf, linesOf } from './logReader';

/** `resume` goes on after the log's last line; in a `replay` whatever the log lacks is an error. */
export type ReplayMode = 'resume' | 'replay';

export interface OpenedLog {
  readonly log: DecisionLog;
  readonly header: LogHeader;
  /** Bytes of a last line that a crash cut short, which answers nothing. */
  readonly torn: number;
}

const FRESH = 'Run the definition afresh';

/**
 * The log of a run: data/runs/<run>/decisions.jsonl. Lines of an earlier play answer first; then the log grows.
 * A line is on disk before `flushed` resolves; lines that come while others are being written share a flush.
 */
export class DecisionLog implements AnswerLog {
  readonly canResume = true;
  #waiting: string[] = [];
  #writing: Promise<void> | null = null;
  /** Entries that were read while another entry was looked for. */
  readonly #ahead = new Map<string, LogEntry>();
  /** Hashes of the requests in the log. */
  readonly #requests = new Set<string>();
  #lines = 0;

  private constructor(
    readonly file: string,
    private readonly handle: FileHandle | null,
    private readonly reader: LogReader | null,
    private hash: string | null,
    private readonly header: LogHeader,
  ) {}

  /** Starts a log; its file and header are on disk when `create` resolves. @throws where the file is there already. */
  static async create(file: string, header: LogHeader): Promise<DecisionLog> {
    const log = new DecisionLog(file, await open(file, 'ax'), null, null, header);
    log.append(header);
    await log.flushed();
    await flushFolder(dirname(file));
    return log;
  }

  /** The first line of a log. @throws InputError where the log has none. */
  static headerOf(file: string): LogHeader {
    for (const { entry } of linesOf(file)) {
      if (entry.type === 'run') return entry;
      break;
    }
    throw new InputError({ file }, 'it has no first line', FRESH);
  }

  /**
   * Opens the log of an earlier play and checks all its lines. For a resume a last line without an end is cut off.
   * @throws InputError for a log that was changed or has no header.
   */
  static async open(file: string, mode: ReplayMode): Promise<OpenedLog> {
    const header = DecisionLog.headerOf(file);
    const checked = new LogReader(file);
    while (checked.next()) {}
    checked.close();
    if (mode === 'resume' && checked.torn > 0) await truncate(file, checked.end);
    const handle = mode === 'resume' ? await open(file, constants.O_WRONLY | constants.O_APPEND) : null;
    await handle?.sync();
    const log = new DecisionLog(file, handle, new LogReader(file), checked.hash, header);
    log.#lines = checked.lines;
    return { log, header, torn: checked.torn };
  }

  /** The number of lines and the hash of the last: whoever keeps both can tell that the log's end was cut or changed. */
  get end(): { lines: number; sha256: string } {
    return { lines: this.#lines, sha256: this.hash ?? '' };
  }

  /** Takes the entry of an earlier play under a key, once. @returns null where there is none. */
  take(key: string): LogEntry | null {
    const found = this.#ahead.get(key);
    if (found) {
      this.#ahead.delete(key);
      return found;
    }
    for (let entry = this.reader?.next(); entry; entry = this.reader?.next()) {
      if (entry.type === 'request') this.#requests.add(entry.sha256);
      const other = keyOf(entry);
      if (other === key) return entry;
      if (other !== null) this.#ahead.set(other, entry);
    }
    return null;
  }

  /** Takes the reply of an earlier play under a key, once. @throws InputError where that reply answers another question. */
  answerTo(key: string, question: Json, sha256: string): ReplyLine | null {
    const logged = this.take(key);
    if (logged?.type !== 'reply') return null;
    if (!sha256.startsWith(logged.request)) throw this.answersAnother(key, logged.request, question);
    return logged;
  }

  /**
   * Adds a computed entry; the entry of an earlier play under the same key must be equal.
   * @param requests stand before the entry, each once. @throws InputError where the two differ, or where a replay lacks the entry.
   */
  compute(entry: ComputedEntry, requests: readonly RequestLine[] = []): void {
    const key = keyOf(entry) ?? '';
    const before = this.take(key);
    if (!before) {
      for (const request of requests) this.appendRequest(request, key);
      this.append(entry, key);
    } else if (!isDeepStrictEqual(before, entry)) throw this.changed(key, before, entry);
  }

  /** Adds a request once, however many providers are asked it. */
  appendRequest(entry: RequestLine, what: string): void {
    if (!this.#requests.has(entry.sha256)) this.append(entry, what);
    this.#requests.add(entry.sha256);
  }

  /** Adds a line. @param what names the line in the error of a replay, which may not add any. */
  append(entry: LogEntry, what = ''): void {
    if (!this.handle) throw this.lacks(what);
    const line = lineOf(entry, linkOf(this.hash, this.header));
    this.hash = hashOfLine(line);
    this.#lines += 1;
    this.#waiting.push(`${line}\n`);
    if (this.#writing) return;
    this.#writing = this.writeWaiting(this.handle);
    // `flushed` tells of a failed write; until somebody awaits it, the failure must not count as unhandled.
    this.#writing.catch(() => {});
  }

  /** Resolves when every added line would survive a power cut; rejects where a line could not be written. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async close(): Promise<void> {
    this.reader?.close();
    // Waits for a write under way; `flushed` has told of its failure.
    await this.#writing?.catch(() => {});
    await this.handle?.close();
  }

  /** The error of a run that needs what the log lacks. */
  lacks(what: string): InputError {
    return new InputError({ file: this.file }, `it has no "${what}", which the run asks for`, FRESH);
  }

  /** The error of an entry that differs from the logged one under the same key. */
  private changed(key: string, before: unknown, now: unknown): InputError {
    return new InputError(
      { file: this.file },
      `"${key}" is not what was logged: ${whatChanged(before, now)}${otherEngine(this.header.v8)}`,
      FRESH,
    );
  }

  /** The error of a reply to another question. Reads the log from its start, since only an error needs the logged question. */
  private answersAnother(key: string, sha256: string, question: Json): InputError {
    for (const { entry } of linesOf(this.file))
      if (entry.type === 'request' && entry.sha256 === sha256)
        return this.changed(key, entry.request, question);
    const problem = `"${key}" answers another question than the run asks now${otherEngine(this.header.v8)}`;
    return new InputError({ file: this.file }, problem, FRESH);
  }

  private async writeWaiting(handle: FileHandle): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        await handle.appendFile(this.#waiting.splice(0).join(''));
        await handle.datasync();
      }
    } catch (error) {
      throw about(this.file, error);
    }
    this.#writing = null;
  }
}

/** Names both versions of V8 where a run was made with another than this one: a digit may be theirs. Empty where it was not. */
export function otherEngine(v8: string | undefined): string {
  if (v8 === undefined || v8 === process.versions.v8) return '';
  return ` (the run was made with V8 ${v8}, and this is V8 ${process.versions.v8})`;
}

const SHOWN = 3;

/** Tells the first fields that differ: `sizing.risk was 0.01 and is 0.02`. */
export function whatChanged(before: unknown, now: unknown): string {
  const all = difference({ value: before }, { value: now });
  const words = all.slice(0, SHOWN).map((change) => {
    const [was, is] = [
      change.type === 'CREATE' ? 'nothing' : short(change.oldValue),
      change.type === 'REMOVE' ? 'nothing' : short(change.value),
    ];
    return `${change.path.slice(1).join('.') || 'it'} was ${was} and is ${is}`;
  });
  const more = all.length > SHOWN ? `, and ${all.length - SHOWN} more` : '';
  return words.join('; ') + more;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
