import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { claimRun, writeRun } from '../backtest/results/runFiles';
import { NOTHING_TO_SHOW, type RunningSummary } from '../backtest/results/runSummary';
import { isoTime } from '../common/calendar';
import { withFolderLock } from '../common/files/folderLock';
import { logFile, memoryFolder, runFolder, runsFolder } from '../common/files/workspacePaths';
import { counted } from '../common/format';
import { hashOf } from '../common/hashOf';
import { InputError } from '../common/inputError';
import type { EditorModels } from '../decision/lm/editorModels';
import { DecisionLog } from '../decision/log/decisionLog';
import type { LogHeader } from '../decision/log/logEntry';
import type { OllamaClient } from '../decision/ollama/ollamaClient';
import type { ProviderContext } from '../decision/providers/providerKind';
import type { OutcomeFacts } from '../memory/outcomeRow';
import { snapshotsOf } from '../memory/snapshot';
import { OutcomeStore } from '../memory/store/outcomeStore';
import { includedOutcomes, makeActive, openMemory } from './inputs/memoryOfRun';
import { providerContextOf } from './inputs/providerContext';
import { identitiesOf } from './inputs/providerIdentities';
import { type ReadyDefinition, readDefinition } from './inputs/readDefinition';
import { refuseSecondRun, requireRun } from './inputs/requireRun';
import { definitionFileOf, headerOf, requireSame, requireVersion } from './inputs/runHeader';
import { isSynthetic } from './playRun';

/** A run that may begin, or go on: it is the only one of its definition, and its files say so. */
export interface OpenedRun extends ReadyDefinition {
  readonly store: OutcomeStore;
  readonly included: readonly OutcomeFacts[];
  readonly log: DecisionLog;
  /** Who decides, as its log's first line has them. */
  readonly providers: LogHeader['providers'];
  readonly context: ProviderContext;
  /** The run's run.json. */
  readonly summary: RunningSummary;
  /** Ids of its outcomes, and its snapshots by quarter, that an earlier play left. */
  readonly kept: ReadonlySet<string>;
  readonly snapshots: ReadonlyMap<string, string>;
}

/** What a run is opened with. */
export interface Opening {
  /** Absolute. */
  readonly workspace: string;
  readonly ollama: OllamaClient;
  readonly editor: EditorModels | null;
  /** Wall clock, epoch ms. */
  now(): number;
  note(text: string): void;
  /** Says what is for the log alone. */
  tell(text: string): void;
}

/** Says in run.json that this process plays the run. */
const RUNNING_HERE = {
  state: 'running',
  pid: process.pid,
  host: hostname(),
  finished: null,
  problem: null,
} as const;

/** Begins a run of a definition (absolute path). @throws DefinitionProblems or InputError; then nothing was begun. */
export async function openFresh(opening: Opening, file: string): Promise<OpenedRun> {
  const { workspace, now, note } = opening;
  const started = now();
  const ready = await readDefinition(workspace, file, started, note);
  const { name, definition } = ready;
  const context = providerContextOf(definition, { ...opening, definitionFile: file });
  const providers = await identitiesOf(definition, context);
  const store = new OutcomeStore(memoryFolder(workspace));
  await mkdir(runsFolder(workspace), { recursive: true });
  // Whether another run of the definition is under way, and that this one is, is said under one lock.
  return withFolderLock(runsFolder(workspace), async () => {
    await refuseSecondRun(workspace, name, file);
    await openMemory(store, started, note);
    const included = await includedOutcomes(store, definition.memory, file);
    const kept = await makeActive(store, name, null);
    const unnamed = headerOf(workspace, ready, included, { run: '', started: isoTime(started), providers });
    const id = await claimRun(workspace, name, started, hashOf(unnamed));
    const header = { ...unnamed, run: id };
    const log = await DecisionLog.create(logFile(workspace, id), header);
    const summary: RunningSummary = {
      schema_version: 2,
      run: id,
      definition: name,
      name: definition.name,
      ...RUNNING_HERE,
      started: isoTime(started),
      capital: definition.capital,
      currency: definition.currency,
      quarters: [],
      synthetic: isSynthetic(definition),
      notes: [],
      refresh: definition.memory.refresh,
      include: definition.memory.include,
      ...NOTHING_TO_SHOW,
    };
    await writeRun(workspace, summary);
    return { ...ready, store, included, log, providers, context, summary, kept, snapshots: new Map() };
  });
}

/**
 * Opens a run that ended before its end, to be played again from its start with its log answering.
 * @throws DefinitionProblems or InputError, where what it depends on has changed among others.
 */
export async function openResumed(opening: Opening, id: string): Promise<OpenedRun> {
  const { workspace, now, note } = opening;
  const before = await requireRun(workspace, id);
  const file = logFile(workspace, id);
  const remedy = 'Run its definition afresh';
  if (before.state === 'done') throw new InputError({ file: runFolder(workspace, id) }, 'it is done', remedy);
  const header = DecisionLog.headerOf(file);
  requireVersion(file, header);
  const ready = await readDefinition(
    workspace,
    definitionFileOf(workspace, header, file),
    // Bars that were unfinished when the run began are left out again.
    Date.parse(header.started),
    note,
  );
  const context = providerContextOf(ready.definition, { ...opening, definitionFile: ready.file });
  const providers = await identitiesOf(ready.definition, context);
  const store = new OutcomeStore(memoryFolder(workspace));
  return withFolderLock(runsFolder(workspace), async () => {
    await refuseSecondRun(workspace, before.definition, ready.file);
    await openMemory(store, now(), note);
    const included = await includedOutcomes(store, ready.definition.memory, ready.file);
    requireSame(file, header, headerOf(workspace, ready, included, { ...header, providers }));
    const kept = await makeActive(store, before.definition, id);
    const { log, torn } = await DecisionLog.open(file, 'resume');
    if (torn > 0)
      note(`${file}: the last line was cut short, and was cut off; what it answered is asked again`);
    note(`resumed on ${isoTime(now())}, with ${counted(log.end.lines, 'line')} of its log`);
    const summary: RunningSummary = { ...before, ...RUNNING_HERE, ...NOTHING_TO_SHOW };
    await writeRun(workspace, summary);
    const snapshots = await snapshotsOf(store.folder, id);
    return { ...ready, store, included, log, providers, context, summary, kept, snapshots };
  });
}
