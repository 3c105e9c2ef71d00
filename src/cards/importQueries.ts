import { asProblem } from '../common/problem';
import type { ImportQueries } from './importProtocol';
import { columnsIn } from './logFile';
import type { TradeCards } from './tradeCards';
import { importTrades, undoImport } from './tradeImport';

/** Answers the editor's questions about imports. @param workspace absolute. */
export function importQueries(workspace: string, cards: TradeCards): ImportQueries {
  return {
    columnsOf: (source) => columnsIn(source),
    symbols: () => cards.shelf.symbols(),
    importTrades: (source, write) => asProblem(() => importTrades(workspace, cards, source, write)),
    imports: () => cards.imports(),
    undoImport: (run) => asProblem(() => undoImport(workspace, run)),
  };
}
