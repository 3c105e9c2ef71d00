import { relative } from 'node:path';
import { agentQueries } from '../agents/agentQueries';
import { ToolWorkspace } from '../agents/toolWorkspace';
import { lexicalSearch } from '../agents/wordSearch';
import { BarCache } from '../cards/barCache';
import type { CardQueries } from '../cards/cardProtocol';
import { importQueries } from '../cards/import/importQueries';
import { TradeCards } from '../cards/tradeCards';
import { memoryFolder, runFolder } from '../common/files/workspacePaths';
import { modelQueries } from '../decision/ollama/modelQueries';
import { ReportService } from '../report/reportData';
import { reportQueries } from '../report/reportQueries';
import { runQueries } from '../run/runQueries';
import type { BarFileQueries } from './barsRows';
import { FolderWatch } from './folderWatch';
import { memoryQueries } from './jobs/memoryQueries';
import { outcomeQueries } from './outcomeActions';
import { OutcomeSearch, type SearchQueries } from './outcomeSearch';
import { OverviewService } from './overview';
import type { Overview, OverviewQueries } from './overviewProtocol';
import { providerDetail } from './providerDetail';
import { sampleQueries } from './sample/sampleWorkspace';
import type { WorkspaceEvents, WorkspaceQueries } from './workspaceProtocol';

/**
 * Puts together what each room answers about one workspace.
 * @param workspace absolute.
 * @param dist the folder of the built files.
 * @param events told without being asked.
 */
export function workspaceQueries(workspace: string, dist: string, events: WorkspaceEvents): WorkspaceQueries {
  const folders = new FolderWatch(workspace, () => events.changed());
  const service = new OverviewService(workspace, () => folders.takeSuspects());
  const known = () => service.known();
  const search = new OutcomeSearch(memoryFolder(workspace), dist, known, events);
  const bars = new BarCache(workspace, Date.now);
  const cards = new TradeCards(workspace, service, bars);
  const tools = new ToolWorkspace(workspace, service, lexicalSearch(service.store.folder));
  const overview: OverviewQueries['overview'] = async (by) => {
    const shown = await service.overview(by);
    watchRunning(workspace, folders, shown);
    search.changed();
    // What was remembered is shown at once, and then what is there.
    if (!service.looked) events.changed();
    return shown;
  };
  return {
    ...overviewQueries(service),
    overview,
    lookAgain: () => folders.suspectAll(),
    ...barFileQueries(service),
    ...outcomeQueries(workspace, service.store),
    ...searchQueries(search),
    ...memoryQueries(workspace),
    providerDetail: (provider, host) => providerDetail(workspace, provider, service.store.rows, host),
    ...cardQueries(cards),
    ...importQueries(workspace, service, bars),
    ...runQueries(workspace),
    ...modelQueries(events),
    ...reportQueries(new ReportService(workspace, known), dist),
    ...agentQueries(tools, events),
    ...sampleQueries(workspace),
  };
}

// A spread takes no methods of a class along: each is named here once.

function overviewQueries(service: OverviewService): Omit<OverviewQueries, 'overview' | 'lookAgain'> {
  return {
    outcomes: (page) => service.outcomes(page),
    find: (text, count) => service.find(text, count),
    outcomeFile: (id) => service.outcomeFile(id),
    check: (file, text) => service.check(file, text),
  };
}

function barFileQueries({ bars }: OverviewService): BarFileQueries {
  return {
    definitionBars: (file, text) => bars.definitionBars(file, text),
    barFile: (file) => bars.barFile(file),
  };
}

function searchQueries(search: OutcomeSearch): SearchQueries {
  return {
    choose: (choice) => search.choose(choice),
    search: (typed, count) => search.search(typed, count),
    download: (folder, signal) => search.download(folder, signal),
  };
}

function cardQueries(cards: TradeCards): CardQueries {
  return {
    card: (id, signal) => cards.card(id, signal),
    cardAt: (source, line, column, signal) => cards.cardAt(source, line, column, signal),
    rates: (source, from, to, signal) => cards.rates(source, from, to, signal),
    runCard: (run) => cards.runCard(run),
    prepare: (source) => cards.prepare(source),
  };
}

/** Watches a run's own folder while the run goes on: its last words come after the last change of any other folder. */
function watchRunning(workspace: string, folders: FolderWatch, { definitions }: Overview): void {
  for (const { summary, state } of definitions.flatMap(({ runs }) => runs)) {
    const folder = relative(workspace, runFolder(workspace, summary.run));
    if (state === 'running') folders.watch(folder);
    else folders.unwatch(folder);
  }
}
