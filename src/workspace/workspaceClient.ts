import { Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { WorkspaceEvents, WorkspaceQueries } from './workspaceProtocol';

/** What can be taken back while it is being answered: by a signal here, by a ticket there. */
type Ticketed = 'card' | 'cardAt' | 'rates';

type WithSignal<Query> = Query extends (...args: [...infer Given, number]) => infer Answer
  ? (...args: [...Given, AbortSignal]) => Answer
  : never;

export type WorkspaceClient = Omit<WorkspaceQueries, Ticketed | 'takeBack'> & {
  readonly [Name in Ticketed]: WithSignal<WorkspaceQueries[Name]>;
} & { dispose(): void };

/**
 * Starts the resident worker for a workspace folder.
 * @param workerFile dist/worker.js.
 * @param failed told once when the worker dies by a bug; whoever waits for an answer then gets an error.
 */
export function startWorkspaceWorker(
  workerFile: string,
  workspace: string,
  events: WorkspaceEvents,
  failed: (error: Error) => void,
): WorkspaceClient {
  const worker = new Worker(workerFile, { workerData: { workspace } });
  const rpc = createBirpc<WorkspaceQueries, WorkspaceEvents>(events, {
    post: (message) => worker.postMessage(message),
    on: (receive) => worker.on('message', receive),
    timeout: -1,
    eventNames: ['lookAgain', 'cancelDownload', 'cancelPull', 'cancelTool', 'takeBack'],
  });
  worker.once('error', (error) => {
    rpc.$close(error);
    failed(error);
  });
  let tickets = 0;
  const ask = <Answer>(signal: AbortSignal, work: (ticket: number) => Promise<Answer>): Promise<Answer> => {
    tickets += 1;
    const ticket = tickets;
    const takeBack = () => void rpc.takeBack(ticket);
    signal.addEventListener('abort', takeBack, { once: true });
    return work(ticket).finally(() => signal.removeEventListener('abort', takeBack));
  };
  const own: Pick<WorkspaceClient, Ticketed | 'dispose'> = {
    card: (id, signal) => ask(signal, (ticket) => rpc.card(id, ticket)),
    cardAt: (source, line, column, signal) =>
      ask(signal, (ticket) => rpc.cardAt(source, line, column, ticket)),
    rates: (source, from, to, signal) => ask(signal, (ticket) => rpc.rates(source, from, to, ticket)),
    dispose: () => void worker.terminate(),
  };
  // What it has not of its own is asked of the worker as it is.
  return Object.setPrototypeOf(own, rpc);
}
