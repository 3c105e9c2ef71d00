// The entry of dist/bars.js, forked for one download: the libraries that talk to sources load here and nowhere else.
import { createBirpc } from 'birpc';
import { getBars } from './barsJob';
import type { BarsCommands, BarsEvents } from './barsProtocol';
import { realWorld } from './realWorld';

const cancelled = new AbortController();

const parent = createBirpc<BarsEvents, BarsCommands>(
  {
    get: (task) =>
      getBars(task, realWorld(task.workspace), cancelled.signal, (progress) =>
        parent.progress.asEvent(progress),
      ),
    cancel: () => cancelled.abort(),
  },
  {
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
    timeout: -1,
  },
);

process.on('disconnect', () => process.exit(1));
