import { Worker } from 'node:worker_threads';
import { type BirpcReturn, createBirpc } from 'birpc';
import { cancellable } from '../common/cancel';
import type { WorkspaceEvents, WorkspaceQueries } from './workspaceProtocol';

/** Asks the resident worker of a workspace folder. */
export interface WorkspaceClient extends WorkspaceQueries {
  dispose(): void;
}

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
  const port = cancellable({
    post: (message) => worker.postMessage(message),
    on: (receive) => worker.on('message', receive),
  });
  const rpc: BirpcReturn<WorkspaceQueries, WorkspaceEvents> = createBirpc(events, {
    ...port,
    eventNames: ['lookAgain'],
  });
  worker.once('error', (error) => {
    rpc.$close(error);
    failed(error);
  });
  // What the client has not of its own is asked of the worker as it is.
  return Object.setPrototypeOf({ dispose: () => void worker.terminate() }, rpc);
}
