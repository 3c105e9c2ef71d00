import { closeSync, openSync, readSync } from 'node:fs';
import { sha256 } from '../../common/hashOf';
import { InputError } from '../../common/inputError';
import { entrySchema, isLink, type LogEntry } from './logEntry';

const CHUNK = 64 * 1024;
/** Bytes that no line of a run's log reaches. */
const LONGEST_LINE = 64 * 1024 * 1024;
const NEW_LINE = 10;

/** An entry of a log and its line, counted from 1. */
export interface LoggedLine {
  readonly line: number;
  readonly entry: LogEntry;
}

/**
 * Walks through the lines of a log in their order, and closes the file wherever the walk ends.
 * @throws InputError for a file that cannot be read, and for a line that was changed or is none of a log.
 */
export function* linesOf(file: string): Generator<LoggedLine, undefined> {
  const reader = new LogReader(file);
  try {
    for (let entry = reader.next(); entry; entry = reader.next()) yield { line: reader.lines, entry };
  } finally {
    reader.close();
  }
  return undefined;
}

/** The error of a log that cannot be read, or of one of its lines. */
export function logError(file: string, problem: string, line?: number): InputError {
  const remedy = 'Restore the log from a backup, or run the definition afresh';
  return new InputError({ file, line }, problem, remedy);
}

/** The error of a line whose hash of the line before does not fit. */
export function brokenChain(file: string, line: number): InputError {
  return logError(file, 'the line does not follow from the one before it: one of them was changed', line);
}

/**
 * The entry of a line.
 * @param bytes without the line's end. @param previous the hash of the line before; left out: any.
 * @throws InputError for a line that was changed, or is none of a log.
 */
export function entryOf(
  bytes: Buffer,
  { file, line }: { readonly file: string; readonly line: number },
  previous?: string | null,
): LogEntry {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw logError(file, 'the line is not JSON', line);
  }
  if (previous !== undefined && !isLink(Object(content).previous, previous)) throw brokenChain(file, line);
  const parsed = entrySchema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw logError(file, `"${issue.path.join('.')}" of the line is wrong: ${issue.message}`, line);
}

/** The hash of a line, which links the next line to it. @param line without its end. */
export const hashOfLine = (line: string | Buffer): string => sha256(line);

/** The line of an entry. @param previous the link to the line before; null in the first line. */
export function lineOf(entry: LogEntry, previous: string | null): string {
  return JSON.stringify({ previous, ...entry });
}

/**
 * Reads a decision log line by line on demand, and checks that each line follows from the line before. Reads
 * synchronously: a run that is played again needs its answer at once, and has nothing else to wait for.
 */
export class LogReader {
  readonly #fd: number;
  #buffered: Buffer = Buffer.alloc(0);
  #ended = false;
  /** Hash of the last line read. */
  hash: string | null = null;
  lines = 0;
  /** Where the last whole line ends, bytes. */
  end = 0;

  /** @throws InputError where the file cannot be opened. */
  constructor(readonly file: string) {
    try {
      this.#fd = openSync(file, 'r');
    } catch (error) {
      throw this.fail(`it cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  /** Bytes after the last whole line, left by a crash; known once `next` has returned null. */
  get torn(): number {
    return this.#buffered.length;
  }

  /** @returns null at the end. @throws InputError for a line that was changed, or is none of a log. */
  next(): LogEntry | null {
    const line = this.nextLine();
    if (line === null) return null;
    this.lines += 1;
    const entry = entryOf(line, { file: this.file, line: this.lines }, this.hash);
    this.hash = hashOfLine(line);
    this.end += line.length + 1;
    return entry;
  }

  close(): void {
    closeSync(this.#fd);
  }

  private nextLine(): Buffer | null {
    let from = 0;
    for (;;) {
      const at = this.#buffered.indexOf(NEW_LINE, from);
      if (at >= 0) {
        const line = this.#buffered.subarray(0, at);
        this.#buffered = this.#buffered.subarray(at + 1);
        return line;
      }
      if (this.#ended) return null;
      from = this.#buffered.length;
      if (from > LONGEST_LINE) throw this.fail('the line is longer than 64 MB', this.lines + 1);
      const chunk = Buffer.allocUnsafe(Math.max(CHUNK, from));
      const read = readSync(this.#fd, chunk, 0, chunk.length, null);
      this.#ended = read === 0;
      this.#buffered = Buffer.concat([this.#buffered, chunk.subarray(0, read)]);
    }
  }

  private fail(problem: string, line?: number): InputError {
    return logError(this.file, problem, line);
  }
}
