import { createBirpc } from 'birpc';
import { cancellable } from '../../common/cancel';
import { startChild } from '../../common/childProcess';
import type { BarsCommands, BarsEvents, BarsTask, SymbolEnd } from './barsProtocol';

/**
 * Downloads bars in a child process.
 * @param barsFile path of dist/bars.js.
 * @param signal cancels the download. Bars received so far are kept, and the next download goes on from them.
 * @returns how the download of each symbol ended. @throws after a bug in the process, or a kill.
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
