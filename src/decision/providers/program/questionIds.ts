import { checkReply } from '../../checkedReply';
import type { Reply } from '../../provider';

/** Causes for which an answer counts for no question. */
export type StrayCause = 'late' | 'doubled' | 'unknown id' | 'no id';

/** What a line of a program is to the open question. */
export type Heard =
  | { readonly reply: Reply }
  /** The question's answer cannot be used; `said` is the line. */
  | { readonly problem: string; readonly said: string }
  /** An answer that does not belong to the question. */
  | { readonly stray: StrayCause }
  /** Neither: a line of the program's own log. */
  | 'log';

/** Characters of a line that a problem quotes. */
const QUOTED = 200;
/** Matches the names of a reply's fields in a line that is not JSON, whichever quotes stand around the names. */
const MEANT = [/["']?\baction["']?\s*[:=]/, /["']?\bconfidence["']?\s*[:=]/];

/** Gives the questions to a program their ids, and tells by its id which question a line answers. */
export class QuestionIds {
  /** Ids count from 1 for as long as the provider lives, so that no id is ever given twice. */
  #last = 0;
  /** Ids of the open question: one each time the question is asked. */
  #open: readonly number[] = [];
  readonly #unanswered = new Set<number>();

  /** Gives the open question an id more: an answer to an earlier id of the question is its answer too. */
  next(): number {
    this.#last += 1;
    this.#open = [...this.#open, this.#last];
    this.#unanswered.add(this.#last);
    return this.#last;
  }

  /** Ends the open question: an answer that comes from now on is late. */
  settle(): void {
    this.#open = [];
  }

  hear(line: string): Heard {
    let content: unknown;
    try {
      content = JSON.parse(line);
    } catch {
      return this.hearUnreadable(line);
    }
    if (typeof content !== 'object' || content === null || Array.isArray(content)) return 'log';
    const { id, ...reply }: { id?: unknown } = content;
    if (id === undefined || id === null)
      return 'action' in reply && 'confidence' in reply ? { stray: 'no id' } : 'log';
    if (!('action' in reply) && !('confidence' in reply)) return 'log';
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 1 || id > this.#last)
      return { stray: 'unknown id' };
    if (!this.#open.includes(id)) return { stray: this.#unanswered.delete(id) ? 'late' : 'doubled' };
    const checked = checkReply(reply);
    // A second copy of an answer that could not be used is not the answer to being asked again.
    if ('problem' in checked && id !== this.#open.at(-1)) return { stray: 'doubled' };
    this.#unanswered.delete(id);
    return 'problem' in checked ? { ...checked, said: line } : checked;
  }

  /** Tells an attempt at an answer, such as JSON with NaN or another language's quotes, from a line of the program's log. */
  private hearUnreadable(line: string): Heard {
    const id = this.#open.at(-1);
    const named = /["']id["']\s*:\s*(\d+)\b/.exec(line)?.[1];
    if (id !== undefined && Number(named) === id) {
      this.#unanswered.delete(id);
      return { problem: `the reply is not JSON: ${quoted(line)}`, said: line };
    }
    return named === undefined && line.includes('{') && MEANT.every((name) => name.test(line))
      ? { stray: 'no id' }
      : 'log';
  }
}

/** A line as a problem quotes it, shortened. */
export function quoted(line: string): string {
  return line.length > QUOTED ? `${line.slice(0, QUOTED)}…` : line;
}
