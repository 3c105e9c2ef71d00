import { type BirpcReturn, createBirpc } from 'birpc';
import { startChild } from '../../common/childProcess';
import type { EditorModels } from '../../decision/lm/editorModels';
import type { OllamaHost } from '../../decision/ollama/ollamaHost';
import { answersOf } from './modelsLink';
import type {
  DecideEnd,
  DecideTask,
  RunEnd,
  RunnerCommands,
  RunnerEvents,
  RunnerQuestions,
  RunTask,
} from './protocol';

/** Where a runner works, and what it tells. */
export interface RunnerOptions {
  /** dist/runner.js. */
  readonly runnerFile: string;
  /** Absolute. */
  readonly workspace: string;
  readonly ollama: OllamaHost;
  /** Of the editor; left out where there is none. */
  readonly models?: EditorModels;
  readonly events: RunnerEvents;
}

/** Work in a process of its own. */
export interface Running<End> {
  /** Rejects where the runner failed by a bug or was killed. */
  readonly end: Promise<End>;
  /** Asks it to stop; kills it where it has not after two seconds, as a script that computes for ever. */
  cancel(): void;
}
export type RunningBacktest = Running<RunEnd>;

export function startBacktest(options: RunnerOptions & { readonly task: RunTask }): RunningBacktest {
  const { workspace, task, ollama, models } = options;
  return startRunner(options, (runner) => runner.start(workspace, task, ollama, models !== undefined));
}

/** Its end is null where it was cancelled. */
export function startDecision(
  options: RunnerOptions & { readonly task: DecideTask },
): Running<DecideEnd | null> {
  const { workspace, task, ollama, models } = options;
  return startRunner(options, (runner) => runner.decide(workspace, task, ollama, models !== undefined));
}

function startRunner<End>(
  { runnerFile, events, models }: RunnerOptions,
  work: (runner: BirpcReturn<RunnerCommands, RunnerEvents & RunnerQuestions>) => Promise<End>,
): Running<End> {
  const child = startChild(runnerFile, 'the runner');
  const runner = createBirpc<RunnerCommands, RunnerEvents & RunnerQuestions>(
    { ...events, ...answersOf(models ?? null) },
    child.channel,
  );
  return {
    end: child.ended(work(runner)),
    cancel() {
      void runner.cancel.asEvent();
      child.stopSoon();
    },
  };
}
