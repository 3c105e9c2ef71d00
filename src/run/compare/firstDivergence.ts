import { ENGLISH } from '../../common/format';
import { printable } from '../../common/inputError';
import { whatChanged } from '../../decision/log/decisionLog';
import type { LogEntry } from '../../decision/log/logEntry';
import { linesOf } from '../../decision/log/logReader';
import { parseDecisionId } from '../../memory/decisionId';

/** The place in two logs at which the decisions of two runs part. */
export interface Divergence {
  /** Lines of their logs; "none" where one has ended. */
  readonly lines: readonly (number | 'none')[];
  /** What each has there, in words. */
  readonly steps: readonly string[];
  readonly change: string;
}

/** A line of a log without what differs between any two runs: their ids, and when things were asked. */
interface Step {
  readonly line: number;
  readonly content: unknown;
  readonly entry: LogEntry;
}

/** Steps between two looks at the signal, with which a reader lets others have their turn. */
const TURN = 256;

/**
 * The first decision in which two runs differ; null where they do not.
 * @param logs of each run, absolute, and its id. @param counts whether an entry is looked at at all.
 */
export async function firstDivergence(
  logs: readonly { readonly file: string; readonly run: string }[],
  counts: (entry: LogEntry, run: string) => boolean = () => true,
  signal?: AbortSignal,
): Promise<Divergence | null> {
  const walks = logs.map(({ file, run }) => stepsOf(file, run, counts));
  const [a, b] = walks;
  try {
    for (let taken = 0; ; taken += 1) {
      if (taken % TURN === 0) await new Promise((resume) => setImmediate(resume));
      signal?.throwIfAborted();
      const [one, other] = [a.next().value, b.next().value];
      if (!one && !other) return null;
      const change = whatChanged(one?.content ?? null, other?.content ?? null);
      if (change === '') continue;
      const both = [one, other];
      return {
        lines: both.map((step) => step?.line ?? 'none'),
        steps: both.map((step, index) =>
          step ? printable(inWords(step.entry, logs[index].run)) : 'nothing more',
        ),
        change,
      };
    }
  } finally {
    for (const walk of walks) walk.return(undefined);
  }
}

function* stepsOf(
  file: string,
  run: string,
  counts: (entry: LogEntry, run: string) => boolean,
): Generator<Step, undefined> {
  for (const { line, entry } of linesOf(file)) {
    if (entry.type === 'run' || entry.type === 'request' || !counts(entry, run)) continue;
    yield { line, content: JSON.parse(JSON.stringify(timeless(entry)).replaceAll(run, 'run')), entry };
  }
  return undefined;
}

function timeless(entry: LogEntry): object {
  return entry.type === 'reply' ? { ...entry, asked: null, took_ms: null } : entry;
}

/** "BTCUSD, bar of 2025-01-31 13:00: SELL with 53.8, 2 of 3 for SELL; rule:trend: …". */
function inWords(entry: LogEntry, run: string): string {
  switch (entry.type) {
    case 'decision':
      return `${whereOf(entry.decision_id, run)}: ${entry.action} with ${ENGLISH.fixed(entry.confidence, 1)}, ${entry.reason}`;
    case 'reply': {
      const { reply, failure } = entry;
      const said = reply ? `${reply.action} with ${reply.confidence}` : `no answer, ${failure}`;
      return `${whereOf(entry.decision_id, run)}: ${entry.provider} said ${said}`;
    }
    case 'weights': {
      const weights = Object.entries(entry.multipliers).map(
        ([id, weight]) => `${id} ${ENGLISH.multiplier(weight)}`,
      );
      return `weights from ${entry.time}: ${weights.join(', ')}`;
    }
    default:
      return entry.type;
  }
}

/** "BTCUSD, bar of 2025-01-31 13:00". */
function whereOf(decisionId: string, run: string): string {
  const parsed = parseDecisionId(decisionId, run);
  if (!parsed) return decisionId;
  return `${parsed.symbol}, bar of ${new Date(parsed.barTime).toISOString().slice(0, 16).replace('T', ' ')}`;
}
