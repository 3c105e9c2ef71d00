import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { InputError } from '../common/inputError';
import { entrySchema, type Json, type LogEntry } from '../decision/log/logEntry';
import type { ShownVote } from './reportProtocol';

/** Where a line of the log lies, bytes, its end left out. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const NEW_LINE = 10;
/** Requests are long and replies are many: what they are found by is read without the rest. */
const HEAD =
  /^\{"previous":(?:null|"[0-9a-f]{64}"),"type":"(?:request","sha256|reply","decision_id)":"([\w.-]+)"/;
const HEAD_LENGTH = 400;

/** Finds what a decision log says about one decision, without keeping the log at hand. It follows a log that grows. */
export class DecisionIndex {
  /** By decision id, or by the hash of a request. */
  readonly #spans = new Map<string, Span[]>();
  readonly #votes = new Map<string, readonly ShownVote[]>();
  #read = 0;
  #updating: Promise<void> = Promise.resolve();

  constructor(readonly file: string) {}

  /** The lines about a decision: its votes, and what asked providers answered. */
  async about(decisionId: string): Promise<LogEntry[]> {
    await this.update();
    return this.entries(this.#spans.get(decisionId) ?? []);
  }

  /** What was asked under a hash; null where the log does not have it. */
  async request(sha256: string): Promise<Json | null> {
    const [entry] = await this.about(sha256);
    return entry?.type === 'request' ? entry.request : null;
  }

  /** How each decision that a trade came of was voted on. */
  async votes(): Promise<ReadonlyMap<string, readonly ShownVote[]>> {
    await this.update();
    return this.#votes;
  }

  /** Reads on from where it was, one reading at a time. */
  private update(): Promise<void> {
    this.#updating = this.#updating.catch(() => {}).then(() => this.readOn());
    return this.#updating;
  }

  private async readOn(): Promise<void> {
    const size = await stat(this.file).then(
      (found) => found.size,
      () => 0,
    );
    if (size <= this.#read) return;
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(this.file, { start: this.#read })) {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let from = 0;
      for (let end = rest.indexOf(NEW_LINE); end >= 0; end = rest.indexOf(NEW_LINE, from)) {
        this.note(rest.subarray(from, end), { from: this.#read, to: this.#read + end - from });
        this.#read += end - from + 1;
        from = end + 1;
      }
      rest = rest.subarray(from);
    }
  }

  private note(line: Buffer, span: Span): void {
    const head = HEAD.exec(line.toString('utf8', 0, HEAD_LENGTH));
    if (head) {
      this.add(head[1], span);
      return;
    }
    const entry = parsed(line.toString('utf8'));
    if (entry?.type === 'request') this.add(entry.sha256, span);
    if (entry?.type === 'decision' || entry?.type === 'reply') this.add(entry.decision_id, span);
    if (entry?.type === 'decision') this.#votes.set(entry.decision_id, entry.votes);
  }

  private add(key: string, span: Span): void {
    const spans = this.#spans.get(key);
    if (spans) spans.push(span);
    else this.#spans.set(key, [span]);
  }

  private async entries(spans: readonly Span[]): Promise<LogEntry[]> {
    if (spans.length === 0) return [];
    const handle = await open(this.file, 'r');
    try {
      const entries: LogEntry[] = [];
      for (const { from, to } of spans) {
        const { buffer } = await handle.read(Buffer.allocUnsafe(to - from), 0, to - from, from);
        const entry = parsed(buffer.toString('utf8'));
        if (entry) entries.push(entry);
        else
          throw new InputError(
            { file: this.file },
            'it was changed while it was read',
            'Open the report again',
          );
      }
      return entries;
    } finally {
      await handle.close();
    }
  }
}

/** @returns null for a line that is none of a log: whoever replays the run is told which. */
function parsed(line: string): LogEntry | null {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
