import { relative } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { withServer } from '../agents/mcp/mcpJson';
import { toolQueries } from '../agents/toolService';
import { ToolWorkspace } from '../agents/toolWorkspace';
import { lexicalSearch } from '../agents/wordSearch';
import { columnsIn } from '../cards/logFile';
import { TradeCards } from '../cards/tradeCards';
import { importTrades, undoImport } from '../cards/tradeImport';
import { cancellable } from '../common/cancel';
import { memoryFolder, runFolder } from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { type Problem, problemOf } from '../common/problem';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import { healthOf, pullModel } from '../decision/ollama/ollamaModels';
import { restoreRun } from '../memory/archive/archive';
import { DEFAULT_MODEL, downloadModel, MODEL_HOST } from '../memory/embedding/modelDownload';
import { setNote } from '../memory/store/setNote';
import { packAnswer } from '../report/packReport';
import { ReportService } from '../report/reportData';
import { writeReport } from '../report/reportHtml';
import { compareRuns } from '../run/compareRuns';
import { readDefinitionFile } from '../run/inputs/runInputs';
import { promptOfDecision } from '../run/promptText';
import { FolderWatch } from './folderWatch';
import { importJob, verifyJob } from './memoryJobs';
import { archivedRuns, archivePicked, exportPicked, sourceLineOf, unarchivePicked } from './outcomeActions';
import { OutcomeSearch } from './outcomeSearch';
import { OverviewService } from './overview';
import { providerDetail } from './providerDetail';
import { setUpWorkspace, writeTypings } from './sample/sampleWorkspace';
import type { Overview, WorkspaceEvents, WorkspaceQueries } from './workspaceProtocol';

// The resident worker: reads and searches what lies in the workspace, so that the editor never does.
const port = parentPort;
if (!port) throw new Error('the memory worker runs in a worker thread');
const { workspace } = workerData as { workspace: string };
const folders = new FolderWatch(workspace, () => void editor.changed.asEvent());
const desk = new OverviewService(workspace, () => folders.takeSuspects());
const trades = new TradeCards(workspace, desk);

const editor = createBirpc<WorkspaceEvents, WorkspaceQueries>(
  {
    async overview(by) {
      const overview = await desk.overview(by);
      watchRunning(overview);
      search.changed();
      // What was remembered is shown at once, and then what is there.
      if (!desk.looked) void editor.changed.asEvent();
      return overview;
    },
    lookAgain: () => folders.suspectAll(),
    outcomes: (page) => desk.outcomes(page),
    find: (text, count) => desk.find(text, count),
    outcomeFile: (id) => desk.outcomeFile(id),
    card: (id, signal) => trades.card(id, signal),
    cardAt: (source, line, column, signal) => trades.cardAt(source, line, column, signal),
    rates: (source, from, to, signal) => trades.rates(source, from, to, signal),
    runCard: (run) => trades.runCard(run),
    prepare: (source) => trades.prepare(source),
    columnsOf: (source) => columnsIn(source),
    symbols: () => trades.shelf.symbols(),
    importTrades: (source, write) => asProblem(importTrades(workspace, trades, source, write)),
    imports: () => trades.imports(),
    undoImport: (run) => asProblem(undoImport(workspace, run)),
    check: (file, text) => desk.check(file, text),
    definitionBars: (file, text) => desk.bars.definitionBars(file, text),
    barFile: (file) => desk.bars.described(file),
    verify: (repair) => verifyJob(workspace, repair),
    importPython: (from) => asProblem(importJob(workspace, from)),
    choose: (choice) => search.choose(choice),
    search: (text, count) => search.search(text, count),
    async download(folder, signal) {
      const progress = (file: string, done: number, of: number | null) =>
        void editor.downloading.asEvent(file, done, of);
      return asProblem(downloadModel({ host: MODEL_HOST, model: DEFAULT_MODEL, folder, signal, progress }));
    },
    archive: (picked) => archivePicked(desk.store, picked),
    unarchive: (picked) => unarchivePicked(desk.store, picked),
    restore: (run) => restoreRun(desk.store.folder, run),
    archivedRuns: () => archivedRuns(desk.store.folder),
    exportTo: (picked, file) => exportPicked(desk.store, picked, file),
    sourceLine: (run, id) => asProblem(sourceLineOf(workspace, run, id)),
    note: async (id) => desk.store.rows.find((row) => row.id === id)?.note ?? '',
    setNote: (id, text) => asProblem(setNote(desk.store.folder, id, text, Date.now()).then(() => null)),
    providerDetail: (provider, host) => providerDetail(workspace, provider, desk.store.rows, host),
    definitionSymbols: (file) => asProblem(symbolsOf(file)),
    compare: (first, second) => asProblem(compareRuns(workspace, first, second)),
    async pull(host, model, signal) {
      const told = (status: string, done: number, of: number | null) =>
        void editor.pulling.asEvent(status, done, of);
      return asProblem(pullModel(new OllamaClient(host), model, signal, told).then(() => null));
    },
    health: (host) => healthOf(new OllamaClient(host)),
    prompt: (run, id) => asProblem(promptOfDecision(workspace, run, id)),
    callTool: (name, input, signal) => tools.callTool(name, input, signal),
    mcpJson: async (text, server) => withServer(text, server),
    report: async (run, known) => packAnswer(await reports.report(run, known)),
    prices: (run, symbol, from, to, most) => reports.prices(run, symbol, from, to, most),
    trade: (run, id) => reports.trade(run, id),
    providers: (run) => reports.providers(run),
    tradesCsv: (run, ids) => reports.tradesCsv(run, ids),
    exportReport: (runs, file, words) =>
      asProblem(writeReport(reports, runs, __dirname, file, words).then(() => null)),
    setUp: () => asProblem(setUpWorkspace(workspace)),
    writeTypings: () => writeTypings(workspace),
  },
  cancellable({ post: (message) => port.postMessage(message), on: (receive) => port.on('message', receive) }),
);

const reports = new ReportService(workspace, () => desk.known());
const search = new OutcomeSearch(memoryFolder(workspace), __dirname, () => desk.known(), {
  embedded: (done, of) => void editor.embedded.asEvent(done, of),
  failed: (problem) => void editor.failed.asEvent(problem),
});

const tools = toolQueries(new ToolWorkspace(workspace, desk, lexicalSearch(desk.store.folder)), {
  startRun: (definition, signal) => editor.startRun(definition, signal),
});

async function symbolsOf(file: string): Promise<readonly string[]> {
  const { definition } = await readDefinitionFile(file);
  return definition.symbols.map(({ symbol }) => symbol);
}

/** A mistake of the user's as a value; anything else stays an error. */
function asProblem<Result>(work: Promise<Result>): Promise<Result | Problem> {
  return work.catch((error: unknown) => {
    if (error instanceof InputError) return problemOf(error);
    throw error;
  });
}

/** A run's own folder is watched while it goes on: its last words come after the last change of any other. */
function watchRunning({ definitions }: Overview): void {
  for (const { summary, state } of definitions.flatMap(({ runs }) => runs)) {
    const folder = relative(workspace, runFolder(workspace, summary.run));
    if (state === 'running') folders.watch(folder);
    else folders.unwatch(folder);
  }
}
