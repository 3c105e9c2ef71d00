import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { cancellable } from '../common/cancel';
import type { WorkspaceEvents, WorkspaceQueries } from './workspaceProtocol';
import { workspaceQueries } from './workspaceQueries';

// The resident worker: reads and searches what lies in the workspace, so that the editor never does.
const port = parentPort;
if (!port) throw new Error('the memory worker runs in a worker thread');
const { workspace } = workerData as { workspace: string };

// Queries and events need each other: the queries are filled in before the first message can come.
const queries: Partial<WorkspaceQueries> = {};
const events = createBirpc<WorkspaceEvents>(queries, {
  ...cancellable({
    post: (message) => port.postMessage(message),
    on: (receive) => port.on('message', receive),
  }),
  eventNames: ['changed', 'embedded', 'failed', 'downloading', 'pulling'],
});
Object.assign(queries, workspaceQueries(workspace, __dirname, events));
