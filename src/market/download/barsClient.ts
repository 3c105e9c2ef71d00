import { createBirpc } from 'birpc';
import { startChild } from '../../common/childProcess';
import type { BarsCommands, BarsEvents, BarsTask, SymbolEnd } from './barsProtocol';

export interface RunningDownload {
  /** Rejects where the process failed by a bug or was killed. */
  readonly end: Promise<readonly SymbolEnd[]>;
  /** What has come is kept, and the next download goes on from there. */
  cancel(): void;
}

/** Downloads bars in a process of its own. @param barsFile dist/bars.js. */
export function startDownload(barsFile: string, task: BarsTask, events: BarsEvents): RunningDownload {
  const child = startChild(barsFile, 'the download');
  const process = createBirpc<BarsCommands, BarsEvents>(events, child.channel);
  return {
    end: child.ended(process.get(task)),
    cancel() {
      void process.cancel.asEvent();
      child.stopSoon();
    },
  };
}
