import { readFile } from 'node:fs/promises';
import { equityCsv } from '../backtest/results/runTables';
import { logFile, memoryFolder, runFile } from '../common/files/workspacePaths';
import { counted } from '../common/format';
import { InputError } from '../common/inputError';
import type { JobReport } from '../common/jobReport';
import { DecisionLog, otherEngine } from '../decision/log/decisionLog';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../decision/ollama/ollamaHost';
import { OutcomeStore } from '../memory/store/outcomeStore';
import { tradesCsv } from '../memory/tradeTable';
import { readMarket } from './inputs/marketOfRun';
import { includedOutcomes } from './inputs/memoryOfRun';
import { providerContextOf } from './inputs/providerContext';
import { requireRun } from './inputs/requireRun';
import { definitionFileOf, definitionOf, headerOf, requireSame, requireVersion } from './inputs/runHeader';
import { playRun } from './playRun';

/**
 * Plays a run from its log alone, asking nobody and writing nothing, and compares what comes of it with its files.
 * @throws InputError where the log was changed, does not answer all, or what it depends on is another.
 */
export async function replayRun(workspace: string, id: string, now: () => number): Promise<JobReport> {
  const summary = await requireRun(workspace, id);
  const file = logFile(workspace, id);
  const { log, header, torn } = await DecisionLog.open(file, 'replay');
  try {
    requireVersion(file, header);
    if (torn > 0) throw new InputError({ file }, 'its last line is cut short', 'Resume the run first');
    const { lines, sha256 } = log.end;
    if (summary.log && (summary.log.lines !== lines || summary.log.sha256 !== sha256)) {
      const problem = `it ends with another line than the run wrote (${counted(lines, 'line')}, ${summary.log.lines} written)`;
      throw new InputError({ file }, problem, 'Restore the log from a backup');
    }
    // The definition as it was: its file may have been changed since, which is no matter here.
    const definition = definitionOf(header, file);
    const definitionFile = definitionFileOf(workspace, header, file);
    const times = { workspace, definitionFile, now: Date.parse(header.started) };
    const market = await readMarket(definition, times, () => {});
    const store = new OutcomeStore(memoryFolder(workspace));
    await store.refresh();
    const included = await includedOutcomes(store, definition.memory, definitionFile);
    const ready = { file: definitionFile, name: summary.definition, definition, market };
    // Nobody is asked, so who would answer today is no matter: the providers are those of the header.
    requireSame(file, header, headerOf(workspace, ready, included, header));
    const ollama = new OllamaClient(LOCAL_OLLAMA);
    const around = { workspace, definitionFile, ollama, editor: null, tell: () => {} };
    const context = providerContextOf(definition, around);
    const play = {
      run: id,
      name: summary.definition,
      context,
      definition,
      bars: market.bars,
      included,
      log,
      earlier: null,
      learns: true,
    };
    const { result, trades } = await playRun(play, {
      signal: new AbortController().signal,
      now,
    });
    const { step } = market.bars[0];
    const differences = [
      await difference(runFile(workspace, id, 'trades'), tradesCsv(trades)),
      await difference(runFile(workspace, id, 'equity'), equityCsv(result.equity, step)),
    ].filter((text) => text !== null);
    const same = `trades.csv and equity.csv are the same, to the byte: ${counted(trades.length, 'trade')}, ${counted(result.equity.length, 'bar')}.`;
    return {
      text: [
        `${id}: played again from ${counted(lines, 'line')} of its log${differences.length > 0 ? otherEngine(header.v8) : ''}.`,
        ...(differences.length > 0 ? differences : [same]),
      ].join('\n'),
      json: { run: id, lines, trades: trades.length, bars: result.equity.length, differences },
      ok: differences.length === 0,
    };
  } finally {
    await log.close();
  }
}

/** The first line in which a file is not what it should be, in words; null where it is. */
async function difference(file: string, expected: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return `${file}: it is not there.`;
  if (text === expected) return null;
  const [lines, wanted] = [text.split('\n'), expected.split('\n')];
  const at = wanted.findIndex((line, index) => line !== lines[index]);
  return `${file}:${at + 1}: it says “${lines[at] ?? ''}”, the log makes it “${wanted[at] ?? ''}”.`;
}
