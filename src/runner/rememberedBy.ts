import type { Definition } from '../backtest/definition';
import { readRuns } from '../backtest/runFiles';
import { DecisionLog } from '../decision/decisionLog';
import { quarterOf, startOfQuarter } from '../market/calendar';
import { inputErrorOf } from '../market/inputError';
import { TIMEFRAMES } from '../market/timeframe';
import type { Lineage } from '../memory/admissible';
import type { ArchivedRows } from '../memory/archivedRows';
import { MemoryView } from '../memory/memoryView';
import type { OutcomeFacts, OutcomeRow } from '../memory/outcomeRow';
import { definitionOf, logFile } from './runInputs';

/**
 * What its run remembered when it decided on a trade.
 * @param active the outcomes of active memory: those in the archive are remembered too.
 */
export async function rememberedBy(
  workspace: string,
  trade: OutcomeFacts,
  active: readonly OutcomeRow[],
  archive: ArchivedRows,
): Promise<{ readonly view: MemoryView; readonly refresh: Lineage['refresh'] }> {
  const { runs } = await readRuns(workspace);
  const run = runs.find((one) => one.run === trade.run_id);
  const lineage = {
    run: trade.run_id,
    refresh: run?.refresh ?? 'trade',
    include: run?.include ?? [],
  } as const;
  const time = Date.parse(trade.decision_time);
  // The bar that a decision was taken on ends at the decision: an instant before, it was still that bar.
  const onBar = time - TIMEFRAMES['1m'];
  const definition = run && definitionOfRun(workspace, run.run);
  const all = await archive.withActive(active, [lineage.run, ...lineage.include]);
  const view = new MemoryView(lineage, all, definition?.memory.cap ?? Infinity);
  const byQuarter = definition?.memory.refresh === 'quarter';
  view.moveTo(byQuarter ? Math.min(time, firstClose(definition, onBar)) : time, quarterOf(onBar));
  return { view, refresh: lineage.refresh };
}

/** When the first bar of a quarter closed: what was known then is what a run that refreshes by quarter saw all through it. */
function firstClose({ from, timeframe }: Definition, during: number): number {
  return Math.max(startOfQuarter(during), Date.parse(from)) + TIMEFRAMES[timeframe];
}

/** What a run was made from, as its log has it; undefined without a log that can be read. */
function definitionOfRun(workspace: string, run: string): Definition | undefined {
  const file = logFile(workspace, run);
  try {
    return definitionOf(DecisionLog.headerOf(file), file);
  } catch (error) {
    inputErrorOf(error);
    return undefined;
  }
}
