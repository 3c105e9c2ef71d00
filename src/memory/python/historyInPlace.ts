import { join } from 'node:path';
import type { Outcome } from '../outcome';
import { type OutcomeRow, rowOf } from '../outcomeRow';
import { type FileStamps, lookAtFiles } from '../store/fileStamps';
import { marked } from './inPlace';
import { HISTORIES, readHistories } from './pythonFolder';

/** The outcomes in a folder's portfolio_memory.json, vectors.json and vectors.pkl, read without changing these files. */
export class HistoryInPlace {
  #stamps: FileStamps | null = null;
  #rows: readonly OutcomeRow[] = [];
  #unread = 0;

  /** @param folder a memory folder. */
  constructor(private readonly folder: string) {}

  /** Rows of the outcomes that can be converted. */
  get rows(): readonly OutcomeRow[] {
    return this.#rows;
  }

  /** Number of trades, and of whole files, that cannot be converted. An import reports the reasons. */
  get unread(): number {
    return this.#unread;
  }

  /** Path of the first of the files that exists; null where none exists. */
  get file(): string | null {
    const name = HISTORIES.find((_, index) => this.#stamps?.at(index));
    return name ? join(this.folder, name) : null;
  }

  /** Reads the files again after a change. @returns whether the files had changed. */
  async refresh(): Promise<boolean> {
    const stamps = lookAtFiles(this.folder, HISTORIES);
    const before = this.#stamps;
    this.#stamps = stamps;
    const there = HISTORIES.some((_, index) => stamps.at(index) !== null);
    if (before ? before.equals(stamps) : !there) return false;
    const { outcomes, rows } = there ? await readHistories(this.folder) : { outcomes: [], rows: [] };
    this.#rows = outcomes.map((outcome) => rowOf(marked(outcome)));
    const impossible = rows.filter(({ fate }) => fate === 'impossible');
    this.#unread = new Set(impossible.map(({ file, trade }) => `${file} ${trade}`)).size;
    return true;
  }

  /** The outcome of an id; null for an unknown id. */
  async find(decisionId: string): Promise<Outcome | null> {
    if (!this.#rows.some((row) => row.id === decisionId)) return null;
    const { outcomes } = await readHistories(this.folder);
    const found = outcomes.find((one) => one.decision_id === decisionId);
    return found ? marked(found) : null;
  }
}
