// The entry of dist/bars.js, forked for one download: no other process loads the libraries that talk to sources.
import { createBirpc } from 'birpc';
import { cancellable } from '../../common/cancel';
import { getBars } from './barsJob';
import type { BarsCommands, BarsEvents } from './barsProtocol';
import { realWorld } from './realWorld';

const commands: BarsCommands = {
  get: (task, signal) =>
    getBars(task, realWorld(task.workspace), signal, (progress) => parent.progress.asEvent(progress)),
};
const parent = createBirpc<BarsEvents, BarsCommands>(
  commands,
  cancellable({
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
  }),
);

process.on('disconnect', () => process.exit(1));
