import { join } from 'node:path';
import { listFolder } from '../common/files/folders';
import { mapLimit } from '../common/files/mapLimit';
import { archiveFolder } from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { inOrderOfExit, lineOf } from '../memory/closedTrade';
import { tradeOfOutcome } from '../memory/outcome';
import { LEGACY, readOutcomeFile } from '../memory/store/outcomeFile';
import { idOfOutcomeFile } from '../memory/store/outcomeFileName';
import type { ReportTrade } from './reportProtocol';

/** The trades of a run that has no table of them: it runs, or ended early. Each outcome is read once. */
export class UnfinishedTrades {
  readonly #trades = new Map<string, ReportTrade>();
  /** Problem of each file that cannot be read, by the file's name. */
  readonly #problems = new Map<string, string>();

  constructor(
    private readonly memory: string,
    private readonly run: string,
  ) {}

  /** Reads the trades that are on disk by now, in the order in which they closed. */
  async now(): Promise<ReportTrade[]> {
    for (const folder of [this.memory, join(archiveFolder(this.memory), this.run)]) {
      const fresh = (await listFolder(folder)).filter((name) => this.isFresh(name));
      await mapLimit(fresh, (name) => this.read(folder, name));
    }
    return [...this.#trades.values()].sort(inOrderOfExit);
  }

  get problems(): readonly string[] {
    return [...this.#problems.values()];
  }

  private isFresh(name: string): boolean {
    return (
      name.startsWith(`outcome_${this.run}_`) &&
      idOfOutcomeFile(name) !== null &&
      !this.#trades.has(name) &&
      !this.#problems.has(name)
    );
  }

  private async read(folder: string, name: string): Promise<void> {
    try {
      const outcome = await readOutcomeFile(join(folder, name));
      if (outcome !== LEGACY) this.#trades.set(name, lineOf(tradeOfOutcome(outcome)));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#problems.set(name, error.message);
    }
  }
}
