import { TakenDecisions } from '../backtest/measures/takenDecisions';
import { readRuns } from '../backtest/results/runFiles';
import { logFile } from '../common/files/workspacePaths';
import { fileFault } from '../common/inputError';
import type { EditorModels } from '../decision/lm/editorModels';
import { EarlierReplies } from '../decision/log/earlierReplies';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import { Interruption } from '../decision/provider';
import { benchmarksOf } from './benchmarks';
import { estimateOf, estimateText } from './estimate';
import { problemsOf } from './inputs/definitionProblems';
import { type OpenedRun, openFresh, openResumed } from './openRun';
import { playRun } from './playRun';
import type { RunEnd, RunnerEvents, RunTask } from './process/protocol';
import { progressTeller } from './progressTeller';
import { RunRecorder } from './runRecorder';

export interface BacktestJob {
  /** Absolute. */
  readonly workspace: string;
  readonly task: RunTask;
  /** The Ollama that models are asked at. */
  readonly ollama: OllamaHost;
  /** The models of the editor that started it; left out without one. */
  readonly editor?: EditorModels;
  readonly events: RunnerEvents;
  readonly signal: AbortSignal;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
}

/** A note on runs whose models were shown the user's notes. */
const NOTES_SHOWN =
  'models were shown your notes on past trades, which were written when it was known how those ended: the results may have hindsight in them';

/** Runs a definition from its files to its files. Mistakes of the user come back as `failed`; bugs are thrown. */
export async function runBacktest(job: BacktestJob): Promise<RunEnd> {
  const notes: string[] = [];
  const note = (text: string) => {
    notes.push(text);
    job.events.log(text);
  };
  try {
    const { task, workspace, now } = job;
    const { editor = null, events } = job;
    const ollama = new OllamaClient(job.ollama);
    const opening = { workspace, now, note, ollama, editor, tell: events.log };
    const opened =
      task.kind === 'fresh'
        ? await openFresh(opening, task.definition)
        : await openResumed(opening, task.run);
    return await run(job, opened, notes, note);
  } catch (error) {
    return { state: 'failed', problems: problemsOf(error) };
  }
}

async function run(
  job: BacktestJob,
  opened: OpenedRun,
  notes: readonly string[],
  note: (text: string) => void,
): Promise<RunEnd> {
  const { workspace, events, signal, now } = job;
  const { definition, market, name, included, log, context, summary } = opened;
  const { runs } = await readRuns(workspace);
  const others = runs.filter((other) => other.run !== summary.run);
  const estimate = estimateOf(definition, market.bars, context, others);
  if (estimate.answers > 0) events.estimate(estimateText(estimate));
  if (definition.memory.notes && estimate.answers > 0) note(NOTES_SHOWN);
  const recorder = new RunRecorder(opened, { workspace, now, notes, note });
  const durable = () => recorder.durable;
  const teller = progressTeller(
    { run: summary.run, definition, ...estimate, benchmark: false, durable },
    events.progress,
  );
  try {
    const logs = others.map((other) => logFile(workspace, other.run));
    const earlier = definition.reuse
      ? await EarlierReplies.read(opened.providers, logs, signal, events.log)
      : null;
    const { bars } = market;
    const play = { run: summary.run, name, context, definition, bars, included, log, earlier, learns: true };
    const decisions = new TakenDecisions();
    const played = await playRun(play, {
      signal,
      now,
      asked: teller.onAsked,
      bar: teller.onBar,
      decided: (decision) => decisions.add(decision),
      closed: (trades) => recorder.closed(trades),
      quarterEnded: (quarter, curve, weights) => recorder.quarterEnded(quarter, curve, weights),
    });
    for (const provider of played.saidFractions)
      note(
        `${provider}: all its confidences lie between 0 and 1: they look like fractions, and 0 to 100 is expected`,
      );
    await recorder.played(played);
    const benchmarks = played.result.cancelled
      ? null
      : await benchmarksOf(
          play,
          { result: played.result, decisions },
          { signal, progress: events.progress, durable },
        );
    const end = await recorder.ended(played, benchmarks);
    return { state: benchmarks ? 'done' : 'cancelled', run: end };
  } catch (error) {
    if (error instanceof Interruption)
      return { state: 'interrupted', run: await recorder.interrupted(error.message) };
    // Why the run failed is told even where that cannot be recorded.
    await recorder.failed(error).catch((unrecorded: unknown) => {
      events.log(
        `run.json does not say that the run failed: ${fileFault(unrecorded)?.message ?? unrecorded}`,
      );
    });
    throw error;
  } finally {
    teller.stop();
    await log.close();
  }
}
