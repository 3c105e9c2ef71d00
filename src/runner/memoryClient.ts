import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { MemoryEvents, MemoryQueries } from './memoryProtocol';

/** What can be taken back while it is being answered: by a signal here, by a ticket there. */
type Ticketed = 'card' | 'cardAt' | 'rates';

type WithSignal<Query> = Query extends (...args: [...infer Given, number]) => infer Answer
  ? (...args: [...Given, AbortSignal]) => Answer
  : never;

export type MemoryClient = Omit<MemoryQueries, Ticketed | 'takeBack'> & {
  readonly [Name in Ticketed]: WithSignal<MemoryQueries[Name]>;
} & { dispose(): void };

/**
 * Starts the resident worker for a workspace folder.
 * @param workerFile dist/worker.js.
 * @param failed told once when the worker dies by a bug; whoever waits for an answer then gets an error.
 */
export function startMemoryWorker(
  workerFile: string,
  workspace: string,
  events: MemoryEvents,
  failed: (error: Error) => void,
): MemoryClient {
  const worker = new Worker(workerFile, { workerData: { workspace } });
  const rpc = createBirpc<MemoryQueries, MemoryEvents>(events, {
    post: (message) => worker.postMessage(message),
    on: (receive) => worker.on('message', receive),
    timeout: -1,
  });
  worker.once('error', (error) => {
    rpc.$close(error);
    failed(error);
  });
  let tickets = 0;
  const ask = <Answer>(signal: AbortSignal, work: (ticket: number) => Promise<Answer>): Promise<Answer> => {
    tickets += 1;
    const ticket = tickets;
    const takeBack = () => void rpc.takeBack.asEvent(ticket);
    signal.addEventListener('abort', takeBack, { once: true });
    return work(ticket).finally(() => signal.removeEventListener('abort', takeBack));
  };
  return {
    overview: (by) => rpc.overview(by),
    lookAgain: () => void rpc.lookAgain.asEvent(),
    outcomes: (page) => rpc.outcomes(page),
    find: (text, count) => rpc.find(text, count),
    outcomeFile: (id) => rpc.outcomeFile(id),
    card: (id, signal) => ask(signal, (ticket) => rpc.card(id, ticket)),
    cardAt: (source, line, column, signal) =>
      ask(signal, (ticket) => rpc.cardAt(source, line, column, ticket)),
    rates: (source, from, to, signal) => ask(signal, (ticket) => rpc.rates(source, from, to, ticket)),
    runCard: (run) => rpc.runCard(run),
    prepare: (source) => rpc.prepare(source),
    columnsOf: (source) => rpc.columnsOf(source),
    symbols: () => rpc.symbols(),
    importTrades: (source, write) => rpc.importTrades(source, write),
    imports: () => rpc.imports(),
    undoImport: (run) => rpc.undoImport(run),
    check: (file, text) => rpc.check(file, text),
    definitionBars: (file, text) => rpc.definitionBars(file, text),
    barFile: (file) => rpc.barFile(file),
    verify: (repair) => rpc.verify(repair),
    importPython: (from) => rpc.importPython(from),
    choose: (choice) => rpc.choose(choice),
    search: (text, count) => rpc.search(text, count),
    download: (folder) => rpc.download(folder),
    cancelDownload: () => void rpc.cancelDownload.asEvent(),
    archive: (picked) => rpc.archive(picked),
    unarchive: (picked) => rpc.unarchive(picked),
    restore: (run) => rpc.restore(run),
    archivedRuns: () => rpc.archivedRuns(),
    exportTo: (picked, file) => rpc.exportTo(picked, file),
    sourceLine: (run, id) => rpc.sourceLine(run, id),
    note: (id) => rpc.note(id),
    setNote: (id, text) => rpc.setNote(id, text),
    providerDetail: (provider, host) => rpc.providerDetail(provider, host),
    definitionSymbols: (file) => rpc.definitionSymbols(file),
    compare: (first, second) => rpc.compare(first, second),
    pull: (host, model) => rpc.pull(host, model),
    cancelPull: () => void rpc.cancelPull.asEvent(),
    health: (host) => rpc.health(host),
    prompt: (run, id) => rpc.prompt(run, id),
    failures: (run) => rpc.failures(run),
    callTool: (call, name, input) => rpc.callTool(call, name, input),
    cancelTool: (call) => void rpc.cancelTool.asEvent(call),
    mcpJson: (text, server) => rpc.mcpJson(text, server),
    report: (run, known) => rpc.report(run, known),
    prices: (run, symbol, from, to, most) => rpc.prices(run, symbol, from, to, most),
    trade: (run, id) => rpc.trade(run, id),
    providers: (run) => rpc.providers(run),
    exportReport: (runs, file) => rpc.exportReport(runs, file),
    setUp: () => rpc.setUp(),
    writeTypings: () => rpc.writeTypings(),
    dispose: () => void worker.terminate(),
  };
}
