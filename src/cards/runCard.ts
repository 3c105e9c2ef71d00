import { findRun } from '../backtest/results/runFiles';
import type { RunSummary } from '../backtest/results/runSummary';
import { InputError } from '../common/inputError';
import { wilsonInterval } from '../common/wilson';
import type { RunCard } from './cardProtocol';
import { type ActiveOutcomes, winsOf } from './knownOutcomes';

/** Says what became of a run. @returns null where there is no such run, or its run.json is damaged. */
export async function runCard(
  workspace: string,
  run: string,
  active: ActiveOutcomes,
): Promise<RunCard | null> {
  const summary = await readableRun(workspace, run);
  if (!summary) return null;
  const own = active.ofRun(run);
  const { total } = summary;
  return {
    run,
    name: summary.name,
    state: summary.state,
    totalReturn: total?.totalReturn ?? null,
    trades: total?.trades ?? own.length,
    wins: total?.wins ?? winsOf(own),
    interval: total?.winRateInterval ?? wilsonInterval(winsOf(own), own.length),
    synthetic: summary.synthetic,
    active: own.length,
    best: own.at(-1) ?? null,
    worst: own[0] ?? null,
  };
}

/** A damaged run is the overview's to tell of. */
async function readableRun(workspace: string, run: string): Promise<RunSummary | null> {
  return findRun(workspace, run).catch((error: unknown) => {
    if (error instanceof InputError) return null;
    throw error;
  });
}
