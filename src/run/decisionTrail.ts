import { z } from 'zod';
import { logFile } from '../common/files/workspacePaths';
import type { LogEntry, ReplyLine } from '../decision/log/logEntry';
import { LogReader } from '../decision/log/logReader';

/** What one provider was asked about a decision, and what came of it. */
export interface AskedRecord {
  /** Of the log: the reply's. */
  readonly line: number;
  readonly request: unknown;
  readonly reply: ReplyLine;
}

/** A failure and where it stands in the log. */
export interface LoggedFailure {
  readonly line: number;
  readonly provider: string;
  /** "BTCUSD 20250131T0000Z". */
  readonly decision: string;
  readonly cause: string;
  readonly message: string;
}

/**
 * What was asked for a decision, of each provider that is asked, in the order of the log. Empty where nobody was.
 * @throws InputError where the log cannot be read or was changed.
 */
export function decisionRecord(workspace: string, run: string, decisionId: string): AskedRecord[] {
  const wanted: { line: number; reply: ReplyLine }[] = [];
  eachEntry(logFile(workspace, run), (entry, line) => {
    if (entry.type === 'reply' && entry.decision_id === decisionId) wanted.push({ line, reply: entry });
  });
  if (wanted.length === 0) return [];
  const requests = new Map<string, unknown>();
  const hashes = new Set(wanted.map(({ reply }) => reply.request));
  eachEntry(logFile(workspace, run), (entry) => {
    if (entry.type === 'request' && hashes.has(entry.sha256)) requests.set(entry.sha256, entry.request);
  });
  return wanted.map((one) => ({ ...one, request: requests.get(one.reply.request) }));
}

/** Every answer of a run that was none. @throws as `decisionRecord` does. */
export function failuresOf(workspace: string, run: string): LoggedFailure[] {
  const failures: LoggedFailure[] = [];
  eachEntry(logFile(workspace, run), (entry, line) => {
    if (entry.type !== 'reply' || entry.failure === undefined) return;
    const { provider, decision_id: id, cause = 'other', failure: message } = entry;
    // `<run>_<SYMBOL>_<time>`, and each but the time may hold a "_".
    const decision = id.slice(run.length + 1).replace(/_(?=[^_]*$)/, ' ');
    failures.push({ line, provider, decision, cause, message });
  });
  return failures;
}

const chatSchema = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

/** A decision's prompts and answers as plain text, for a read-only document: exactly what was sent, and what came. */
export function promptText(records: readonly AskedRecord[]): string {
  if (records.length === 0) return 'Nobody was asked for this decision: rules are computed.\n';
  return records.map(recordText).join(`\n${'='.repeat(80)}\n\n`);
}

/** What was sent, message by message; of what is no chat, all of it as JSON. */
export function promptMessages(request: unknown): string[] {
  const parsed = chatSchema.safeParse(request);
  return parsed.success
    ? parsed.data.messages.map(({ role, content }) => `--- ${role} ---\n${content}\n`)
    : [`--- request ---\n${JSON.stringify(request, null, 2)}\n`];
}

function recordText({ line, request, reply }: AskedRecord): string {
  const {
    provider,
    decision_id: decision,
    asked,
    took_ms: took,
    reused,
    thinking,
    retried,
    failure,
    mask,
  } = reply;
  const answered = reused ? `reused from ${reused.run}, ${reused.decision_id}` : `took ${took} ms`;
  const sent = promptMessages(request);
  const hidden = mask
    ? [`--- hidden ---\n${mask.symbol} at ${mask.time}; a price of 1 is ${mask.scale}\n`]
    : [];
  return [
    `${provider} on ${decision}, asked ${asked}, ${answered}. Line ${line} of the log, request ${reply.request}.\n`,
    ...sent,
    ...hidden,
    ...(thinking === undefined ? [] : [`--- thinking ---\n${thinking}\n`]),
    ...(retried === undefined ? [] : [`--- first reply was not usable ---\n${retried}\n`]),
    `--- answer ---\n${failure === undefined ? JSON.stringify(reply.reply, null, 2) : `none: ${failure}`}\n`,
  ].join('\n');
}

function eachEntry(file: string, look: (entry: LogEntry, line: number) => void): void {
  const reader = new LogReader(file);
  try {
    for (let entry = reader.next(); entry; entry = reader.next()) look(entry, reader.lines);
  } finally {
    reader.close();
  }
}
