import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { type Definition, definitionSchema } from '../backtest/definition/definition';
import { compactTime } from '../common/calendar';
import { logFile, workspaceOfLog } from '../common/files/workspacePaths';
import { TIMEFRAMES } from '../common/timeframe';
import type { Multipliers } from '../decision/learning/learner';
import {
  isLink,
  type Json,
  type LogEntry,
  type LogHeader,
  type ReplyLine,
  shortHash,
} from '../decision/log/logEntry';
import { brokenChain, entryOf, hashOfLine, type LoggedLine, logError } from '../decision/log/logReader';
import { type AskedReply, promptText } from '../decision/log/replyText';
import { parseDecisionId } from '../memory/decisionId';
import { askedQuestion } from './askedQuestion';

type DecisionLine = Extract<LogEntry, { type: 'decision' }>;

/** What a run's log says of one decision. */
export interface DecisionTrail {
  readonly symbol: string;
  /** The close at which the decision was taken, epoch ms. */
  readonly decided: number;
  /** The counted vote; null where no trade came of the decision. */
  readonly decision: DecisionLine | null;
  /** Of the providers that are asked, in the order of the log; rules are computed and leave none. */
  readonly replies: readonly AskedReply[];
  /** The past trades that were shown, most similar first. */
  readonly memories: NonNullable<ReplyLine['memories']>;
  /** What had been learned of each provider over all regimes by then; null where nothing had. */
  readonly multipliers: Multipliers | null;
}

/** A provider's failure to answer, and where it stands in the log. */
export interface LoggedFailure {
  readonly line: number;
  readonly provider: string;
  /** "BTCUSD 20250131T0000Z". */
  readonly decision: string;
  readonly cause: string;
  readonly message: string;
  /** What was said and could not be used. */
  readonly said: readonly string[];
}

/** Where a line of the log lies: its bytes without its end, and its number. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly line: number;
}

const NEW_LINE = 10;
/** Requests are long and replies are many: the index takes their hash or id from the line's beginning alone. */
const HEAD =
  /^\{"previous":(?:null|"([0-9a-f]{32,64})"),"type":"(request","sha256|reply","decision_id)":"([\w.-]+)"/;
const HEAD_LENGTH = 400;
const FAILURE = '"failure":';

/** When a decision was taken, at its bar's close, epoch ms; null for an id that is none of that run. */
export function decisionTime(
  id: string,
  run: string,
  { timeframe }: Pick<Definition, 'timeframe'>,
): number | null {
  const parsed = parseDecisionId(id, run);
  return parsed && parsed.barTime + TIMEFRAMES[timeframe];
}

/**
 * The one reader of what a run's log says of its decisions: reads and checks the log once, remembers where the lines of
 * each decision lie, and follows a log that grows.
 */
export class DecisionTrails {
  /** By decision id, or by the beginning of a request's hash. */
  readonly #spans = new Map<string, Span[]>();
  readonly #votes = new Map<string, DecisionLine['votes']>();
  readonly #failures: Span[] = [];
  /** When learned weights began to apply, epoch ms, in the order of time. */
  readonly #weights: { readonly time: number; readonly multipliers: Multipliers }[] = [];
  #header: LogHeader | null = null;
  /** Bytes, lines and the last line's hash, as far as the log was read. */
  #read = 0;
  #lines = 0;
  #hash: string | null = null;
  #updating: Promise<void> = Promise.resolve();

  /** @param file of the log. */
  constructor(readonly file: string) {}

  /** Null where the log has nothing of the decision. @throws InputError where the log cannot be read or was changed. */
  async at(decisionId: string): Promise<DecisionTrail | null> {
    await this.update();
    const entries = await this.entriesAt(this.#spans.get(decisionId) ?? []);
    if (entries.length === 0) return null;
    const { symbol, decided } = this.placeOf(decisionId);
    const decision = entries.find(({ entry }) => entry.type === 'decision')?.entry;
    const replies: AskedReply[] = [];
    for (const { line, entry } of entries)
      if (entry.type === 'reply')
        replies.push({ line, request: await this.request(entry.request), reply: entry });
    return {
      symbol,
      decided,
      decision: decision?.type === 'decision' ? decision : null,
      replies,
      memories: (decision?.type === 'decision' ? decision : replies[0]?.reply)?.memories ?? [],
      multipliers: this.#weights.findLast(({ time }) => time <= decided)?.multipliers ?? null,
    };
  }

  /** How each decision that a trade came of was voted on, by its id. @throws as `at` does. */
  async votes(): Promise<ReadonlyMap<string, DecisionLine['votes']>> {
    await this.update();
    return this.#votes;
  }

  /** Every failure to answer, oldest first. @throws as `at` does. */
  async failures(): Promise<LoggedFailure[]> {
    await this.update();
    const entries = await this.entriesAt(this.#failures);
    return entries.flatMap(({ line, entry }) => {
      if (entry.type !== 'reply' || entry.failure === undefined) return [];
      const { provider, decision_id: id, cause = 'other', failure: message, said = [] } = entry;
      const parsed = parseDecisionId(id, this.#header?.run ?? '');
      const decision = parsed ? `${parsed.symbol} ${compactTime(parsed.barTime)}` : id;
      return [{ line, provider, decision, cause, message, said }];
    });
  }

  private placeOf(decisionId: string): { symbol: string; decided: number } {
    const timeframe = definitionSchema.shape.timeframe.safeParse(this.#header?.definition.timeframe);
    const parsed = parseDecisionId(decisionId, this.#header?.run ?? '');
    if (timeframe.success && parsed)
      return { symbol: parsed.symbol, decided: parsed.barTime + TIMEFRAMES[timeframe.data] };
    throw logError(this.file, `its first line does not tell the time of ${decisionId}`);
  }

  private async request(sha256: string): Promise<Json | null> {
    const [found] = await this.entriesAt(this.#spans.get(shortHash(sha256)) ?? []);
    if (found?.entry.type !== 'request') return null;
    return this.#header
      ? askedQuestion(workspaceOfLog(this.file), this.#header, found.entry)
      : found.entry.request;
  }

  /** Reads on from where the log was left, one reading at a time. */
  private update(): Promise<void> {
    this.#updating = this.#updating.catch(() => {}).then(() => this.readOn());
    return this.#updating;
  }

  private async readOn(): Promise<void> {
    const size = await stat(this.file).then(
      (found) => found.size,
      (error: NodeJS.ErrnoException) => {
        throw logError(this.file, `it cannot be read (${error.code})`);
      },
    );
    if (size <= this.#read) return;
    let rest: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(this.file, { start: this.#read })) {
      rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      let from = 0;
      for (let end = rest.indexOf(NEW_LINE); end >= 0; end = rest.indexOf(NEW_LINE, from)) {
        this.take(rest.subarray(from, end));
        from = end + 1;
      }
      rest = rest.subarray(from);
    }
  }

  /** Indexes a line. @throws InputError for one that does not follow from the line before it. */
  private take(bytes: Buffer): void {
    const span = { from: this.#read, to: this.#read + bytes.length, line: this.#lines + 1 };
    const head = HEAD.exec(bytes.toString('latin1', 0, HEAD_LENGTH));
    if (head) {
      const [, previous = null, kind, key] = head;
      if (!isLink(previous, this.#hash)) throw brokenChain(this.file, span.line);
      this.add(kind.startsWith('request') ? shortHash(key) : key, span);
      if (bytes.includes(FAILURE)) this.#failures.push(span);
    } else this.index(entryOf(bytes, { file: this.file, line: span.line }, this.#hash), span);
    this.#read = span.to + 1;
    this.#lines = span.line;
    this.#hash = hashOfLine(bytes);
  }

  private index(entry: LogEntry, span: Span): void {
    switch (entry.type) {
      case 'run':
        this.#header = entry;
        break;
      case 'request':
        this.add(shortHash(entry.sha256), span);
        break;
      case 'reply':
        this.add(entry.decision_id, span);
        this.#failures.push(span);
        break;
      case 'weights':
        this.#weights.push({ time: Date.parse(entry.time), multipliers: entry.multipliers });
        break;
      case 'decision':
        this.add(entry.decision_id, span);
        this.#votes.set(entry.decision_id, entry.votes);
    }
  }

  private add(key: string, span: Span): void {
    const spans = this.#spans.get(key);
    if (spans) spans.push(span);
    else this.#spans.set(key, [span]);
  }

  private async entriesAt(spans: readonly Span[]): Promise<LoggedLine[]> {
    if (spans.length === 0) return [];
    const handle = await open(this.file, 'r');
    try {
      const entries: LoggedLine[] = [];
      for (const { from, to, line } of spans) {
        const { buffer } = await handle.read(Buffer.allocUnsafe(to - from), 0, to - from, from);
        entries.push({ line, entry: entryOf(buffer, { file: this.file, line }) });
      }
      return entries;
    } finally {
      await handle.close();
    }
  }
}

/**
 * The requests for a decision of a run, to the letter, and the answers, as plain text.
 * @throws InputError where the log cannot be read or was changed.
 */
export async function promptOfDecision(workspace: string, run: string, decisionId: string): Promise<string> {
  const trail = await new DecisionTrails(logFile(workspace, run)).at(decisionId);
  return promptText(trail?.replies ?? []);
}
