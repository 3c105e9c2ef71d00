import { createBirpc } from 'birpc';
import { cancellable } from '../../common/cancel';
import { startChild } from '../../common/childProcess';
import type { BarsCommands, BarsEvents, BarsTask, SymbolEnd } from './barsProtocol';

/**
 * Downloads bars in a process of its own.
 * @param barsFile dist/bars.js.
 * @param signal cancels the download when aborted: what has come is kept, and the next download goes on from there.
 * @returns how the download of each symbol ended. @throws where the process failed by a bug or was killed.
 */
export function startDownload(
  barsFile: string,
  task: BarsTask,
  events: BarsEvents,
  signal: AbortSignal,
): Promise<readonly SymbolEnd[]> {
  const child = startChild(barsFile, 'the download', signal);
  const process = createBirpc<BarsCommands, BarsEvents>(events, cancellable(child.port));
  return child.ended(process.get(task, signal));
}
