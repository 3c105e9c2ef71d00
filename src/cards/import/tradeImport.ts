import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { snakeCase } from '../../backtest/results/summaryFile';
import { listFolder } from '../../common/files/folders';
import { archiveFolder, memoryFolder } from '../../common/files/workspacePaths';
import { counted } from '../../common/format';
import { InputError } from '../../common/inputError';
import { timeframeName } from '../../common/timeframe';
import { archiveOutcomes, restoreRun } from '../../memory/archive/archive';
import { readArchive } from '../../memory/archive/quarterArchive';
import { isImport, type Outcome } from '../../memory/outcome';
import type { OutcomeRow } from '../../memory/outcomeRow';
import { writePerformance } from '../../memory/performance';
import { saveOutcomes } from '../../memory/store/memoryFolder';
import { idOfOutcomeFile } from '../../memory/store/outcomeFileName';
import { OutcomeStore } from '../../memory/store/outcomeStore';
import { titleOf } from '../../tradelog/formats';
import { importId, importRun, isUnfit, outcomeOfTrade } from '../../tradelog/importedTrade';
import type { TradeLog } from '../../tradelog/tradeLog';
import type { BarCache } from '../barCache';
import type { LogSource } from '../cardProtocol';
import { situationAt } from '../entrySituation';
import { symbolOfTrade } from '../tradeSymbol';
import type { ImportedRun, ImportReport } from './importProtocol';
import { logsIn } from './logsInFile';

/** How many rows a report names one by one; beyond, it says how many there are. */
const NAMED = 20;

/** A log as it can be imported. */
interface Prepared {
  readonly log: TradeLog;
  readonly run: string;
  readonly outcomes: readonly Outcome[];
  /** Lines of the trades that cannot be outcomes, each with the fields that are missing. */
  readonly unfit: readonly { readonly line: number; readonly missing: readonly string[] }[];
  readonly withSituation: number;
  /** Reasons why bars say nothing of the other trades, each with a count of trades. */
  readonly without: ReadonlyMap<string, number>;
}

/**
 * Takes over the trades of any log as outcomes, but for trades that are in memory already.
 * @param write false: says what would be done, and changes nothing. @throws InputError for what is no log.
 */
export async function importTrades(
  workspace: string,
  bars: BarCache,
  source: LogSource,
  write: boolean,
): Promise<ImportReport> {
  const folder = memoryFolder(workspace);
  const prepared = await prepare(bars, source);
  const { log, run, outcomes } = prepared;
  const there = await idsThere(folder, run);
  const fresh = outcomes.filter(({ decision_id: id }) => !there.active.has(id) && !there.archived.has(id));
  const undone = outcomes.filter(({ decision_id: id }) => there.undone.has(id));
  if (write && fresh.length + undone.length > 0) {
    await mkdir(folder, { recursive: true });
    if (undone.length > 0) await restoreRun(folder, run);
    if (fresh.length > 0) await saveOutcomes(folder, fresh);
    await writePerformance(new OutcomeStore(folder));
  }
  const added = fresh.length + undone.length;
  const duplicates = outcomes.length - added;
  const needsSymbol =
    prepared.unfit.length > 0 && prepared.unfit.every(({ missing }) => missing.includes('a symbol'));
  return {
    text: reportText(source, prepared, { added, undone: undone.length, duplicates, write }),
    json: {
      tool: log.tool,
      run,
      written: write,
      trades: log.trades.length,
      new: added,
      duplicates,
      unfit: prepared.unfit,
      bad: log.bad,
      fields: Object.fromEntries(Object.entries(log.fields).map(([field, from]) => [snakeCase(field), from])),
      with_situation: prepared.withSituation,
    },
    ok: added + duplicates > 0,
    run,
    tool: log.tool,
    fresh: added,
    duplicates,
    needsSymbol,
  };
}

/** Moves an import's outcomes to the archive, also those beyond the cap; `restore` brings them back. */
export async function undoImport(workspace: string, run: string): Promise<number> {
  const folder = memoryFolder(workspace);
  const store = new OutcomeStore(folder);
  if (isImport(run)) {
    if ((await undoneIds(folder, run)).size === 0) await restoreRun(folder, run);
    await store.refresh();
  }
  const own = store.rows.filter((row) => row.run === run);
  if (own.length === 0) {
    const remedy = 'Name an import as it was named when it was made: import_tradingview_…';
    throw new InputError({ file: folder }, `it has no outcome of the import ${run}`, remedy);
  }
  await archiveOutcomes(folder, own);
  await writePerformance(new OutcomeStore(folder));
  return own.length;
}

/** The imports among some outcomes, by name. */
export function importsAmong(rows: readonly OutcomeRow[]): ImportedRun[] {
  const counts = new Map<string, number>();
  for (const { run } of rows) if (isImport(run)) counts.set(run, (counts.get(run) ?? 0) + 1);
  return [...counts].map(([run, outcomes]) => ({ run, outcomes })).sort((a, b) => (a.run < b.run ? -1 : 1));
}

async function prepare(bars: BarCache, source: LogSource): Promise<Prepared> {
  const { log, content } = await logsIn(source);
  const run = importRun(log.tool, source.file, content);
  const outcomes: Outcome[] = [];
  const unfit: { line: number; missing: readonly string[] }[] = [];
  const without = new Map<string, number>();
  let withSituation = 0;
  for (const [index, trade] of log.trades.entries()) {
    const pair = await symbolOfTrade(trade, source, bars);
    const found = pair === null ? { why: 'no symbol' } : await bars.barsOf(pair);
    const { entryTime: time, entryPrice: price } = trade;
    const known =
      'why' in found
        ? found
        : time === null
          ? { why: 'no entry time' }
          : situationAt(found.bars, { time, price, step: log.barStep });
    const outcome = outcomeOfTrade(
      trade,
      { log, file: source.file, run },
      { id: importId(log, index, pair), pair, situation: 'why' in known ? null : known },
    );
    if (isUnfit(outcome)) unfit.push({ line: (trade.places[0]?.line ?? 0) + 1, missing: outcome.missing });
    else {
      outcomes.push(outcome);
      if ('why' in known) without.set(known.why, (without.get(known.why) ?? 0) + 1);
      else withSituation += 1;
    }
  }
  return { log, run, outcomes, unfit, withSituation, without };
}

/** Ids in active memory, ids in the archive, and ids of this import that were undone. */
async function idsThere(folder: string, run: string) {
  const active = new Set((await listFolder(folder)).map(idOfOutcomeFile).filter((id) => id !== null));
  const archive = archiveFolder(folder);
  const archived = new Set((await readArchive(folder)).outcomes.map(({ decision_id: id }) => id));
  for (const name of (await listFolder(archive)).filter((one) => isImport(one)))
    for (const id of await undoneIds(folder, name)) archived.add(id);
  return { active, archived, undone: await undoneIds(folder, run) };
}

async function undoneIds(folder: string, run: string): Promise<ReadonlySet<string>> {
  const names = await listFolder(join(archiveFolder(folder), run));
  return new Set(names.map(idOfOutcomeFile).filter((id) => id !== null));
}

function reportText(
  { file }: LogSource,
  { log, run, outcomes, unfit, withSituation, without }: Prepared,
  done: { added: number; undone: number; duplicates: number; write: boolean },
): string {
  const would = done.write ? '' : ' would be';
  const lines = [
    `${basename(file)}: a trade log of ${titleOf(log.tool)}, ${counted(log.trades.length, 'trade')}`,
    '',
    `${counted(done.added, 'outcome')}${would} imported as ${run}`,
    ...(done.undone > 0 ? [`  ${done.undone} of them${would} brought back from the archive`] : []),
    `${done.duplicates} in memory already`,
    `${unfit.length + log.bad.length} cannot be imported`,
    '',
    'From the log:',
    ...Object.entries(log.fields).map(([field, name]) => `  ${field} is ${name}`),
    '',
    ...notesOf(log, outcomes),
    `The market at entry is known for ${withSituation} of ${outcomes.length}, from bars in this workspace.`,
    ...[...without].map(([why, count]) => `  ${count} without: ${why}`),
  ];
  if (unfit.length > 0)
    lines.push('', 'Trades that lack what an outcome must have:', ...named(unfit.map(unfitText)));
  if (log.bad.length > 0)
    lines.push(
      '',
      'Rows that cannot be read:',
      ...named(log.bad.map(({ line, problem }) => `  line ${line}: ${problem}`)),
    );
  const first = outcomes[0];
  if (first)
    lines.push('', `A backtest remembers them where its definition has "memory": { "include": ["${run}"] }.`);
  return lines.join('\n');
}

function notesOf({ naive, barStep, tool, fields }: TradeLog, outcomes: readonly Outcome[]): string[] {
  const later = outcomes.filter(({ exit_time, imported }) => exit_time !== exitLogged(imported)).length;
  return [
    ...(naive ? ['Its times name no zone: they are taken for UTC.'] : []),
    ...(barStep !== null && later > 0
      ? [
          `${titleOf(tool)} stamps exits with the opening time of their bar (${timeframeName(barStep)} here): ${later} ${later === 1 ? 'counts' : 'count'} as known at that bar's close.`,
        ]
      : []),
    ...(fields.fees === undefined ? ['It says no fees: they are 0, and in the profit.'] : []),
    'Slippage is not logged: it is 0, and in the prices. Votes and confidence are not known.',
  ];
}

function exitLogged(imported: unknown): string | null {
  const time =
    typeof imported === 'object' && imported !== null && 'exit_time' in imported ? imported.exit_time : null;
  return typeof time === 'string' ? time : null;
}

const unfitText = ({ line, missing }: Prepared['unfit'][number]) => `  line ${line}: ${missing.join(', ')}`;

const named = (lines: readonly string[]) =>
  lines.length > NAMED ? [...lines.slice(0, NAMED), `  and ${lines.length - NAMED} more`] : lines;
