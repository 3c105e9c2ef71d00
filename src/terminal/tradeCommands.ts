import { join, resolve } from 'node:path';
import { BarCache } from '../cards/barCache';
import { importTrades, undoImport } from '../cards/import/tradeImport';
import { archiveFolder, memoryFolder } from '../common/files/workspacePaths';
import { counted } from '../common/format';
import { cliCommand, show } from './command';

/** The commands about the trade logs of other tools. */
export const TRADE_COMMANDS = [
  cliCommand({
    name: 'import-trades',
    operands: '<file>',
    summary: [
      'take over the trades of a log as outcomes: of backtesting.py, vectorbt, freqtrade, TradingView, LEAN,',
      'MetaTrader, backtrader, or any table; importing twice is importing once',
      '[--dry-run] [--symbol S]',
    ],
    options: { 'dry-run': { type: 'boolean' }, symbol: { type: 'string' } },
    async run({ operands: [file], workspace, values, json }) {
      const bars = new BarCache(workspace, Date.now);
      const source = { file: resolve(file), text: null, symbol: values.symbol };
      return show(await importTrades(workspace, bars, source, values['dry-run'] !== true), json);
    },
  }),
  cliCommand({
    name: 'undo-import',
    operands: '<run>',
    summary: ['move what an import wrote to the archive; restore brings it back'],
    options: {},
    async run({ operands: [run], workspace, json }) {
      const moved = await undoImport(workspace, run);
      const text = `Moved ${counted(moved, 'outcome')} of ${run} to ${join(archiveFolder(memoryFolder('')), run)}.`;
      return show({ text, json: { run, moved }, ok: true }, json);
    },
  }),
];
