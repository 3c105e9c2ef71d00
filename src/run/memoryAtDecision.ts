import type { Definition } from '../backtest/definition/definition';
import { findRun } from '../backtest/results/runFiles';
import { quarterOf, startOfQuarter } from '../common/calendar';
import { logFile } from '../common/files/workspacePaths';
import { inputErrorOf } from '../common/inputError';
import { TIMEFRAMES } from '../common/timeframe';
import { DecisionLog } from '../decision/log/decisionLog';
import type { Lineage } from '../memory/admissible';
import type { ArchivedRows } from '../memory/archive/archivedRows';
import { latestAdmissible, MemoryView } from '../memory/memoryView';
import type { OutcomeFacts, OutcomeRow } from '../memory/outcomeRow';
import { definitionOf } from './inputs/runHeader';

/**
 * What its run remembered when it decided on a trade.
 * @param active the outcomes of active memory, in the order of their exits: those in the archive are remembered too.
 */
export async function memoryAtDecision(
  workspace: string,
  trade: OutcomeFacts,
  active: readonly OutcomeRow[],
  archive: ArchivedRows,
): Promise<{ readonly view: MemoryView; readonly refresh: Lineage['refresh'] }> {
  const run = await findRun(workspace, trade.run).catch(damaged);
  const lineage = {
    run: trade.run,
    refresh: run?.refresh ?? 'trade',
    include: run?.include ?? [],
  } as const;
  const time = trade.decisionTime;
  // The bar that a decision was taken on ends at the decision: an instant before, it was still that bar.
  const onBar = time - TIMEFRAMES['1m'];
  const definition = run && definitionOfRun(workspace, run.run);
  const cap = definition?.memory.cap ?? Infinity;
  const byQuarter = definition?.memory.refresh === 'quarter';
  const at = {
    time: byQuarter ? Math.min(time, firstClose(definition, onBar)) : time,
    quarter: quarterOf(onBar),
  };
  const recent = latestAdmissible(active, at, lineage, cap);
  const all = await archive.withActive(recent, [lineage.run, ...lineage.include]);
  const view = new MemoryView(lineage, all, cap);
  view.moveTo(at.time, at.quarter);
  return { view, refresh: lineage.refresh };
}

/** Close of the first bar of a quarter: a run that refreshes by quarter sees through the whole quarter what was known then. */
function firstClose({ from, timeframe }: Definition, during: number): number {
  return Math.max(startOfQuarter(during), Date.parse(from)) + TIMEFRAMES[timeframe];
}

/** Reads the definition of a run from its log; undefined without a log that can be read. */
function definitionOfRun(workspace: string, run: string): Definition | undefined {
  const file = logFile(workspace, run);
  try {
    return definitionOf(DecisionLog.headerOf(file), file);
  } catch (error) {
    return damaged(error);
  }
}

/** Takes what cannot be read for missing: the problem is told elsewhere. */
function damaged(error: unknown): undefined {
  inputErrorOf(error);
  return undefined;
}
