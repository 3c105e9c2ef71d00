import { InputError } from '../market/inputError';
import type { LogHeader, ReplyLine } from './logEntry';
import { LogReader } from './logReader';
import type { Mask } from './prompt/mask';
import type { Reply } from './provider';

/** What another run was answered. */
export interface EarlierReply {
  readonly run: string;
  readonly decisionId: string;
  readonly reply: Reply;
  readonly mask?: Mask;
}

const keyOf = (identity: string, request: string, ordinal: number) => `${identity} ${request} ${ordinal}`;

/**
 * What the logs of other runs have answers to: found by who answered (a model's digest), the whole request (model,
 * messages, form and options) and how often it had been asked before. Where several runs have the same, the first named
 * counts. The logs are read when somebody first looks, and what stands in the way of reading one is told.
 */
export class EarlierReplies {
  #found: Map<string, EarlierReply> | null = null;
  readonly #identities: ReadonlyMap<string, string>;

  /** @param providers those of the run that looks. @param files logs, each the first line of which says whose it is. */
  constructor(
    providers: LogHeader['providers'],
    private readonly files: readonly string[],
    private readonly tell: (text: string) => void,
  ) {
    this.#identities = new Map(providers.map(({ id, identity }) => [id, identity]));
  }

  find(provider: string, request: string, ordinal: number): EarlierReply | null {
    this.#found ??= this.read();
    const identity = this.#identities.get(provider);
    return identity === undefined ? null : (this.#found.get(keyOf(identity, request, ordinal)) ?? null);
  }

  private read(): Map<string, EarlierReply> {
    const found = new Map<string, EarlierReply>();
    for (const file of this.files) {
      try {
        this.readLog(file, found);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        this.tell(`its answers are not reused from here on: ${error.message}`);
      }
    }
    return found;
  }

  private readLog(file: string, found: Map<string, EarlierReply>): void {
    const reader = new LogReader(file);
    try {
      const header = reader.next();
      if (header?.type !== 'run') return;
      const wanted = new Set(this.#identities.values());
      const answering = new Map(
        header.providers
          .filter(({ identity }) => wanted.has(identity))
          .map(({ id, identity }) => [id, identity]),
      );
      if (answering.size === 0) return;
      for (let entry = reader.next(); entry; entry = reader.next()) {
        if (entry.type !== 'reply' || !entry.reply || entry.reused) continue;
        const identity = answering.get(entry.provider);
        if (identity === undefined) continue;
        const key = keyOf(identity, entry.request, entry.ordinal ?? 0);
        if (!found.has(key)) found.set(key, earlierReply(header.run, entry, entry.reply));
      }
    } finally {
      reader.close();
    }
  }
}

function earlierReply(run: string, { decision_id: decisionId, mask }: ReplyLine, reply: Reply): EarlierReply {
  return { run, decisionId, reply, ...(mask && { mask }) };
}
