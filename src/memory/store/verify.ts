import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { quarterOf } from '../../common/calendar';
import { readRegularFile } from '../../common/files/regularFile';
import { archiveFolder } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import { knownAt } from '../admissible';
import { readArchive } from '../archive/quarterArchive';
import { salvageQuarter } from '../archive/salvageQuarter';
import { isImport, type Outcome, tradeOfOutcome } from '../outcome';
import { rowOf } from '../outcomeRow';
import { outdatedPerformance, performanceOf, writePerformance } from '../performance';
import { PYTHON_IMPORT } from '../python/legacyOutcome';
import { loadOutcomes, quarantine } from './memoryFolder';
import { decodeCache } from './outcomeCache';
import { outcomeFileName } from './outcomeFileName';
import { CACHE_FILE, OutcomeStore } from './outcomeStore';

/** Rounding that arithmetic in another order may leave, as a share of the money at stake. */
const TOLERANCE = 1e-6;

/** A fault of a file in a memory folder. */
export interface Finding {
  /**
   * damaged: cannot be read. impossible: says what cannot have been. twice: is in the archive too. outdated: derived,
   * and not what the outcomes say.
   */
  readonly kind: 'damaged' | 'impossible' | 'twice' | 'outdated';
  readonly error: InputError;
}

export interface Verification {
  /** Outcome files looked at, each of them opened. */
  readonly checked: number;
  readonly legacy: number;
  /** Sorted by file name. */
  readonly findings: readonly Finding[];
}

/** Opens every file of a memory folder, the archived quarters too, and checks what it says; changes nothing. */
export async function verifyMemory(folder: string): Promise<Verification> {
  const loaded = await loadOutcomes(folder);
  const { damaged, legacy } = loaded;
  const findings = damaged.map((error): Finding => ({ kind: 'damaged', error }));
  const outcomes = new Map(loaded.outcomes.map((outcome) => [outcome.decision_id, outcome]));
  for (const outcome of outcomes.values()) {
    const file = join(folder, outcomeFileName(outcome.decision_id));
    for (const problem of impossibilities(outcome, outcomes)) {
      const remedy = 'Restore it from a backup, or run the backtest again';
      findings.push({ kind: 'impossible', error: new InputError({ file }, problem, remedy) });
    }
  }
  const archive = await readArchive(folder);
  findings.push(...archive.damaged.map((error): Finding => ({ kind: 'damaged', error })));
  for (const archived of archive.outcomes) {
    const active = outcomes.get(archived.decision_id);
    if (active)
      findings.push(
        twice(join(folder, outcomeFileName(active.decision_id)), isDeepStrictEqual(active, archived)),
      );
  }
  findings.push(...(await outdatedFiles(folder, outcomes)));
  const nameOf = ({ error }: Finding) => error.place.file;
  findings.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0));
  return { checked: outcomes.size + damaged.length + legacy, legacy, findings };
}

/**
 * Sets aside what is damaged or impossible, and builds derived files again; nothing is deleted that cannot be derived.
 * @returns a line for people about each thing done.
 */
export async function repairMemory(folder: string, { findings }: Verification): Promise<string[]> {
  const unusable = new Map(
    findings.filter(({ kind }) => kind !== 'outdated').map(({ error }) => [error.place.file, error]),
  );
  const isArchive = ({ place }: InputError) => dirname(place.file) === archiveFolder(folder);
  const [archives, files] = [true, false].map((kind) =>
    [...unusable.values()].filter((error) => isArchive(error) === kind),
  );
  const done = await quarantine(folder, files);
  for (const { place } of archives) done.push(await salvageQuarter(folder, place.file));
  await rm(join(folder, CACHE_FILE), { force: true });
  await writePerformance(new OutcomeStore(folder));
  const rebuilt = findings.filter(({ kind }) => kind === 'outdated');
  return [...done, ...rebuilt.map(({ error }) => `${error.place.file} was built again.`)];
}

/** A process died between archiving an outcome and removing its file, or somebody put one back. */
function twice(file: string, alike: boolean): Finding {
  const problem = `it is in the archive of its quarter too${alike ? '' : ', and says something else there'}`;
  return { kind: 'twice', error: new InputError({ file }, problem, 'Delete it, or restore its run') };
}

/** Finds statements of an outcome that cannot be true, in words that follow the file's name. */
function impossibilities(outcome: Outcome, others: ReadonlyMap<string, Outcome>): string[] {
  const { action, entry_price: entry, exit_price: exit, quantity, fees, pnl, pnl_pct: percent } = outcome;
  const notional = entry * quantity;
  const implied = (action === 'BUY' ? 1 : -1) * (exit - entry) * quantity - fees;
  const problems: string[] = [];
  // The Python engine recorded no fees; its profits were compared with prices when they were imported.
  const feesKnown = outcome.run_id !== PYTHON_IMPORT;
  // Logs do not say how many units a lot or contract is: other tools' profits are as those tools logged them.
  const foreign = isImport(outcome.run_id);
  if (feesKnown && !foreign && Math.abs(pnl - implied) > TOLERANCE * notional)
    problems.push(`its pnl is ${pnl}, but its prices, quantity and fees make ${implied}`);
  if (!foreign && Math.abs(percent - (100 * pnl) / notional) > 100 * TOLERANCE)
    problems.push(`its pnl_pct is ${percent}, but its pnl is ${(100 * pnl) / notional} % of its notional`);
  // A stop inside a quarter's last bar is known at that bar's close, the first instant of the next quarter.
  const left = Date.parse(outcome.exit_time);
  if (![quarterOf(left), quarterOf(left - 1)].includes(outcome.quarter))
    problems.push(`its quarter is ${outcome.quarter}, but it ended on ${outcome.exit_time}`);
  const decided = Date.parse(outcome.decision_time);
  for (const { decision_id: id } of outcome.memories) {
    const shown = others.get(id);
    if (shown && !knownAt(tradeOfOutcome(shown), decided))
      problems.push(`its decision was shown ${id}, which ended only on ${shown.exit_time}`);
  }
  return problems;
}

async function outdatedFiles(folder: string, outcomes: ReadonlyMap<string, Outcome>): Promise<Finding[]> {
  const outdated = (file: string, problem: string): Finding => ({
    kind: 'outdated',
    error: new InputError({ file }, problem, 'Repairing builds it again'),
  });
  const findings: Finding[] = [];
  const cache = join(folder, CACHE_FILE);
  const bytes = readRegularFile(cache);
  if (existsSync(cache) && !(bytes && decodeCache(bytes)))
    findings.push(outdated(cache, 'it is damaged or of another version'));
  // Compares rows that the store takes from its cache with the files themselves.
  const store = new OutcomeStore(folder);
  await store.refresh();
  const wrong = store.rows.find((row) => {
    const outcome = outcomes.get(row.id);
    return outcome && !isDeepStrictEqual(row, rowOf(outcome));
  });
  if (wrong) findings.push(outdated(cache, `it does not say of ${wrong.id} what the file says`));
  for (const { file } of store.rows.length > 0
    ? await outdatedPerformance(folder, performanceOf(store.rows))
    : [])
    findings.push(outdated(file, 'it is missing, or does not say what the outcomes say'));
  return findings;
}
