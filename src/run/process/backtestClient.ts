import { type BirpcReturn, createBirpc } from 'birpc';
import { cancellable } from '../../common/cancel';
import { startChild } from '../../common/childProcess';
import type { EditorModels } from '../../decision/lm/editorModels';
import type { OllamaHost } from '../../decision/ollama/ollamaHost';
import type { DecideEnd, DecideTask, RunEnd, RunnerCommands, RunnerEvents, RunTask } from './protocol';

/** Tells a runner where it works, whom it may ask, whom it tells, and when it must stop. */
export interface RunnerOptions {
  /** dist/runner.js. */
  readonly runnerFile: string;
  /** Absolute. */
  readonly workspace: string;
  readonly ollama: OllamaHost;
  /** The editor's; left out where there is no editor. */
  readonly models?: EditorModels;
  readonly events: RunnerEvents;
  /** Cancels the work when aborted; kills a runner that then goes on for two seconds, such as a script without end. */
  readonly signal: AbortSignal;
}

/**
 * Runs a backtest in a process of its own.
 * @returns how the run ended, also where it was cancelled.
 * @throws where the runner failed by a bug or was killed.
 */
export function startBacktest(options: RunnerOptions & { readonly task: RunTask }): Promise<RunEnd> {
  const { workspace, task, ollama, models, signal } = options;
  return withRunner(options, (runner) => runner.start(workspace, task, ollama, models !== undefined, signal));
}

/** Decides in a process of its own. @throws the signal's reason where it was aborted, else for a bug. */
export function startDecision(options: RunnerOptions & { readonly task: DecideTask }): Promise<DecideEnd> {
  const { workspace, task, ollama, models, signal } = options;
  return withRunner(options, (runner) =>
    runner.decide(workspace, task, ollama, models !== undefined, signal),
  );
}

function withRunner<End>(
  { runnerFile, events, models, signal }: RunnerOptions,
  work: (runner: BirpcReturn<RunnerCommands>) => Promise<End>,
): Promise<End> {
  const child = startChild(runnerFile, 'the runner', signal);
  const asked: Partial<EditorModels> = models
    ? {
        model: (family) => models.model(family),
        ask: (family, messages, given) => models.ask(family, messages, given),
      }
    : {};
  const runner = createBirpc<RunnerCommands>({ ...events, ...asked }, cancellable(child.port));
  return child.ended(work(runner));
}
