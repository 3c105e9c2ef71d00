import { asProblem } from '../../common/problem';
import type { BarCache } from '../barCache';
import type { CardMemory } from '../tradeCards';
import type { ImportQueries } from './importProtocol';
import { columnsIn } from './logsInFile';
import { importsAmong, importTrades, undoImport } from './tradeImport';

/** Answers the editor's questions about imports. @param workspace absolute. */
export function importQueries(workspace: string, memory: CardMemory, bars: BarCache): ImportQueries {
  return {
    columnsOf: (source) => columnsIn(source),
    symbols: () => bars.symbols(),
    importTrades: (source, write) => asProblem(() => importTrades(workspace, bars, source, write)),
    imports: async () => importsAmong(await memory.known()),
    undoImport: (run) => asProblem(() => undoImport(workspace, run)),
  };
}
