import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { InputError } from '../../common/inputError';
import { entrySchema, type LogEntry } from './logEntry';

const CHUNK = 64 * 1024;
/** A single line of a log that no run of ours writes. */
const LONGEST_LINE = 64 * 1024 * 1024;
const NEW_LINE = 10;

/** The hash that the next line must carry. @param line without its end. */
export function hashOfLine(line: string | Buffer): string {
  return createHash('sha256').update(line).digest('hex');
}

/** The line of an entry: it carries the hash of the line before it, null in the first. */
export function lineOf(entry: LogEntry, previous: string | null): string {
  return JSON.stringify({ previous, ...entry });
}

/**
 * Reads a decision log line by line, as it is needed, and checks that each follows from the one before. It reads
 * synchronously: a run that is played again needs its answer at once, and waits for nothing else.
 */
export class LogReader {
  readonly #fd: number;
  #buffered: Buffer = Buffer.alloc(0);
  #ended = false;
  /** Of the last line read. */
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

  /** Bytes after the last whole line, known once `next` has returned null: what a crash left of a line. */
  get torn(): number {
    return this.#buffered.length;
  }

  /** @returns null at the end. @throws InputError for a line that was changed, or is none of a log. */
  next(): LogEntry | null {
    const line = this.nextLine();
    if (line === null) return null;
    this.lines += 1;
    let content: unknown;
    try {
      content = JSON.parse(line.toString('utf8'));
    } catch {
      throw this.fail('the line is not JSON', this.lines);
    }
    const { previous } = (content ?? {}) as { previous?: unknown };
    if (previous !== this.hash)
      throw this.fail('the line does not follow from the one before it: one of them was changed', this.lines);
    const parsed = entrySchema.safeParse(content);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw this.fail(`"${issue.path.join('.')}" of the line is wrong: ${issue.message}`, this.lines);
    }
    this.hash = hashOfLine(line);
    this.end += line.length + 1;
    return parsed.data;
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
    const remedy = 'Restore the log from a backup, or run the definition afresh';
    return new InputError({ file: this.file, line }, problem, remedy);
  }
}
