import { inputErrorOf } from '../../common/inputError';
import type { Mask } from '../prompt/mask';
import type { Reply } from '../provider';
import type { LogHeader, ReplyLine } from './logEntry';
import { linesOf } from './logReader';

/** A reply that another run got. */
export interface EarlierReply {
  readonly run: string;
  readonly decisionId: string;
  readonly reply: Reply;
  readonly mask?: Mask;
}

/** How long a log is read before the event loop, and with it a cancel, has its turn, ms. */
const PAUSE_EVERY = 10;

const keyOf = (identity: string, request: string, ordinal: number) => `${identity} ${request} ${ordinal}`;

/**
 * Replies in the logs of other runs, found by who answered (a model's digest), the whole request (model, messages, form
 * and options) and how often the same request had been asked before.
 */
export class EarlierReplies {
  readonly #found = new Map<string, EarlierReply>();
  readonly #identities: ReadonlyMap<string, string>;
  #paused = performance.now();

  /** @param providers of the run that looks for replies. */
  private constructor(providers: LogHeader['providers']) {
    this.#identities = new Map(providers.map(({ id, identity }) => [id, identity]));
  }

  /**
   * Reads logs; where several runs have a reply to the same request, the first named run's counts.
   * @param tell is told why a log cannot be read.
   */
  static async read(
    providers: LogHeader['providers'],
    files: readonly string[],
    signal: AbortSignal,
    tell: (text: string) => void,
  ): Promise<EarlierReplies> {
    const earlier = new EarlierReplies(providers);
    for (const file of files) {
      if (signal.aborted) break;
      try {
        const found = await earlier.readLog(file, signal);
        for (const [key, reply] of found) if (!earlier.#found.has(key)) earlier.#found.set(key, reply);
      } catch (error) {
        tell(`its answers are not reused: ${inputErrorOf(error).message}`);
      }
    }
    return earlier;
  }

  find(provider: string, request: string, ordinal: number): EarlierReply | null {
    const identity = this.#identities.get(provider);
    return identity === undefined ? null : (this.#found.get(keyOf(identity, request, ordinal)) ?? null);
  }

  /** Reads all replies of a log or none: a changed line is found out only at the line after. */
  private async readLog(file: string, signal: AbortSignal): Promise<Map<string, EarlierReply>> {
    const found = new Map<string, EarlierReply>();
    const lines = linesOf(file);
    try {
      const header = lines.next().value?.entry;
      if (header?.type !== 'run') return found;
      const answering = this.answeringIn(header);
      if (answering.size === 0) return found;
      for (const { entry } of lines) {
        if (signal.aborted) break;
        if (performance.now() - this.#paused > PAUSE_EVERY) await this.pause();
        if (entry.type !== 'reply' || !entry.reply || entry.reused) continue;
        const identity = answering.get(entry.provider);
        if (identity === undefined) continue;
        const key = keyOf(identity, entry.request, entry.ordinal ?? 0);
        found.set(key, earlierReply(header.run, entry, entry.reply));
      }
      return found;
    } finally {
      lines.return(undefined);
    }
  }

  /** The providers of another run that this run has too, each with its identity. */
  private answeringIn({ providers }: LogHeader): ReadonlyMap<string, string> {
    const wanted = new Set(this.#identities.values());
    const common = providers.filter(({ identity }) => wanted.has(identity));
    return new Map(common.map(({ id, identity }) => [id, identity]));
  }

  private async pause(): Promise<void> {
    await new Promise((resume) => setImmediate(resume));
    this.#paused = performance.now();
  }
}

function earlierReply(run: string, { decision_id: decisionId, mask }: ReplyLine, reply: Reply): EarlierReply {
  return { run, decisionId, reply, ...(mask && { mask }) };
}
