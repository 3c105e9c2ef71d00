import { join, relative } from 'node:path';
import { BarCache } from '../cards/barCache';
import { TradeCards } from '../cards/tradeCards';
import { isoTime } from '../common/calendar';
import { memoryFolder } from '../common/files/workspacePaths';
import { counted, ENGLISH } from '../common/format';
import { InputError } from '../common/inputError';
import type { JobReport } from '../common/jobReport';
import { type Problem, problemOf } from '../common/problem';
import { exitReasonText } from '../common/words';
import { restoreRun } from '../memory/archive/archive';
import { readArchive } from '../memory/archive/quarterArchive';
import { type Embedder, lexicalEmbedder } from '../memory/embedding/embedder';
import { OutcomeVectors } from '../memory/embedding/outcomeVectors';
import { GROUPINGS, type Grouping, groupOutcomes, type OutcomeGroup } from '../memory/grouping';
import { outcomeSchema } from '../memory/outcome';
import { type OutcomeFacts, publicFacts, rowOf } from '../memory/outcomeRow';
import { providerPerformance, writePerformance } from '../memory/performance';
import { importPython, reportText as importText } from '../memory/python/importPython';
import type { OutcomeFilter } from '../memory/search/outcomeFilter';
import { searchOutcomes } from '../memory/search/searchOutcomes';
import { parseSearch } from '../memory/search/searchQuery';
import { OutcomeStore } from '../memory/store/outcomeStore';
import { repairMemory, type Verification, verifyMemory } from '../memory/store/verify';
import type { TradeRecord } from '../memory/tradeRecord';
import { OverviewService } from './overview';

const { fixed, interval, percentOfShare, signedMoney, signedPercentOfPercent } = ENGLISH;

async function openStore(workspace: string): Promise<OutcomeStore> {
  const store = new OutcomeStore(memoryFolder(workspace));
  await store.refresh();
  if (store.rows.length > 0) return store;
  throw new InputError(
    { file: store.folder },
    'there are no outcomes in it',
    'Run a backtest first, or name the folder that holds data/memory with --workspace',
  );
}

/** Opens every file and checks what it says. @param repair whether to set aside and rebuild what can be. */
export async function verifyJob(workspace: string, repair: boolean): Promise<JobReport> {
  const folder = memoryFolder(workspace);
  const verification = await verifyMemory(folder);
  const repaired = repair && verification.findings.length > 0 ? await repairMemory(folder, verification) : [];
  const findings = verification.findings.map(({ kind, error }) => ({ kind, ...problemOf(error) }));
  return {
    text: verificationText(workspace, verification, repaired),
    json: { checked: verification.checked, legacy: verification.legacy, findings, repaired },
    ok: findings.length === 0 || repair,
  };
}

function verificationText(
  workspace: string,
  { checked, legacy, findings }: Verification,
  repaired: string[],
): string {
  const lines = findings.map(
    ({ kind, error }) =>
      `${kind}: ${relative(workspace, error.place.file)}: ${error.problem}. ${error.remedy}.`,
  );
  const old = legacy > 0 ? `, ${legacy} of them of the Python engine` : '';
  const sum = findings.length === 0 ? 'nothing is wrong' : counted(findings.length, 'finding');
  return [...lines, `${counted(checked, 'outcome')} opened${old}: ${sum}.`, ...repaired].join('\n');
}

/** Moves a run's outcomes from the archive back into active memory. */
export async function restoreJob(workspace: string, run: string): Promise<JobReport> {
  const folder = memoryFolder(workspace);
  // A run's id names a folder of the archive, and must not lead out of it.
  const isId = outcomeSchema.shape.run_id.safeParse(run).success;
  const restored = isId ? await restoreRun(folder, run) : 0;
  if (restored === 0) {
    const remedy = 'Name a run as it stands in data/runs';
    throw new InputError({ file: join(folder, 'archive') }, `it has no outcome of the run ${run}`, remedy);
  }
  await writePerformance(new OutcomeStore(folder));
  return { text: `Restored ${counted(restored, 'outcome')} of ${run}.`, json: { run, restored }, ok: true };
}

/** Takes over the memory of the Python engine that lies in or below `from`. */
export async function importJob(workspace: string, from: string): Promise<JobReport> {
  const result = await importPython(from, memoryFolder(workspace));
  await writePerformance(new OutcomeStore(memoryFolder(workspace)));
  return { text: importText(result), json: result, ok: true };
}

/** What is searched for, among which outcomes. */
export interface SearchRequest {
  readonly text: string;
  readonly filter: OutcomeFilter;
  readonly count: number;
  /** Whether those in the archive are meant too. */
  readonly archive: boolean;
}

/** Finds outcomes by words about their situation; vectors that are missing are made first. */
export async function searchJob(
  workspace: string,
  { text, filter, count, archive }: SearchRequest,
  embedder: Embedder,
  progress: (done: number, of: number) => void,
): Promise<JobReport> {
  const { rows, folder } = await openStore(workspace);
  const archived = archive ? (await readArchive(folder)).outcomes.map(rowOf) : [];
  const all = [...new Map([...archived, ...rows].map((row) => [row.id, row])).values()];
  const typed = parseSearch(text, new Set(all.map(({ symbol }) => symbol)));
  if (typed.problems.length > 0) {
    const remedy = 'Correct it, or leave it out';
    throw new InputError({ file: 'the search' }, typed.problems.join('; '), remedy);
  }
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const vectors = new OutcomeVectors(folder, embedder);
  await vectors.update(all, new AbortController().signal, (done) => progress(done, all.length));
  const answer = await searchOutcomes(all, vectors, {
    text: typed.words,
    // What an option says counts, where the words say something else.
    filter: { ...typed.filter, ...given },
    count,
  });
  const lines = answer.found.map(
    ({ outcome, score, words }) =>
      `${score === null ? '     ' : fixed(score, 3)}  ${outcome.id}  ${resultOf(outcome)}\n       ${words}`,
  );
  const means =
    answer.scoredBy === lexicalEmbedder.id ? 'shared words, no language model' : `by ${answer.scoredBy}`;
  return {
    text: lines.length > 0 ? [...lines, `Scores: ${means}.`].join('\n') : 'Nothing is like that.',
    json: { ...answer, found: answer.found.map((one) => ({ ...one, outcome: publicFacts(one.outcome) })) },
    ok: true,
  };
}

/** The earlier outcomes that resemble a trade, of those its decision could know. */
export async function similarJob(workspace: string, decisionId: string): Promise<JobReport> {
  const bars = new BarCache(workspace, Date.now);
  const cards = new TradeCards(workspace, new OverviewService(workspace), bars);
  const card = await cards.card(decisionId, new AbortController().signal);
  if (!card) {
    const remedy = 'Take an id from trades.csv of a run whose outcomes are in data/memory';
    throw new InputError({ file: memoryFolder(workspace) }, `it has no outcome ${decisionId}`, remedy);
  }
  const { trade, known, similar, of, wins, asOf } = card;
  const when = asOf === null ? 'then' : `on ${isoTime(asOf)}`;
  const lines = similar.map((one) => `${fixed(one.score, 3)}  ${one.outcome.id}  ${resultOf(one.outcome)}`);
  const sum =
    of > 0
      ? `${wins} of the ${of} most similar won, of ${known} known ${when}; the closest:`
      : `none of ${counted(known, 'outcome')} known ${when} resembles it`;
  const side = `${trade.side} ${resultText(trade.pnlPct ?? 0, trade.exitReason ?? '')}`;
  return {
    text: [`${decisionId}  ${side}`, sum, ...lines].join('\n'),
    json: { ...card, similar: similar.map((one) => ({ ...one, outcome: publicFacts(one.outcome) })) },
    ok: true,
  };
}

/** What lies in memory, counted by everything it can be grouped by. */
export async function statsJob(workspace: string): Promise<JobReport> {
  const { rows, damaged, legacy, folder } = await openStore(workspace);
  const groups = Object.fromEntries(
    (Object.keys(GROUPINGS) as Grouping[]).map((by) => [by, groupOutcomes(rows, by)]),
  ) as Record<Grouping, OutcomeGroup[]>;
  const providers = providerPerformance(rows);
  const problems: Problem[] = damaged.map(problemOf);
  const lines = [`${counted(rows.length, 'outcome')} in ${relative(process.cwd(), folder) || folder}`];
  for (const [by, members] of Object.entries(groups)) {
    if (by === 'provider') continue;
    lines.push('', `by ${by}`);
    for (const { name, trades, wins, pnl } of members)
      lines.push(
        `  ${name.padEnd(16)} ${tradesColumn(trades)} win rate ${percent(wins / trades)} ${signedMoney(pnl).padStart(14)}`,
      );
  }
  lines.push('', 'by provider, the trades each voted for');
  for (const [name, record] of Object.entries(providers)) lines.push(`  ${recordLine(name, record)}`);
  lines.push(...problems.map(({ message }) => message));
  if (legacy > 0) lines.push(`Not imported yet: ${counted(legacy, 'outcome')} of the Python engine.`);
  return {
    text: lines.join('\n'),
    json: { outcomes: rows.length, groups, providers, problems, legacy },
    ok: true,
  };
}

/** As wide where it is one: what comes next is a column. */
const tradesColumn = (trades: number) =>
  `${String(trades).padStart(7)} ${trades === 1 ? 'trade ' : 'trades'}`;
const percent = (share: number) => percentOfShare(share).padStart(7);

function recordLine(name: string, { trades, win_rate, win_rate_interval, pnl }: TradeRecord): string {
  const rate = win_rate === null ? '      –' : percent(win_rate);
  return `${name.padEnd(16)} ${tradesColumn(trades)} win rate ${rate} (${interval(win_rate_interval)}) ${signedMoney(pnl).padStart(14)}`;
}

const resultOf = ({ side, pnlPct: pnl, exitReason: reason }: OutcomeFacts) =>
  `${side} ${resultText(pnl, reason)}`;

const resultText = (percent: number, reason: string) =>
  `${signedPercentOfPercent(percent, 2)} (${exitReasonText(reason)})`;
