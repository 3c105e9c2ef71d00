import { createBirpc } from 'birpc';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import { startChild } from './childJob';
import type { RunEnd, RunnerCommands, RunnerEvents, RunTask } from './protocol';

export interface RunningBacktest {
  /** Rejects where the runner failed by a bug or was killed. */
  readonly end: Promise<RunEnd>;
  /** Asks it to stop; kills it where it has not after two seconds, as a script that computes for ever. */
  cancel(): void;
}

/**
 * Starts a backtest in a process of its own.
 * @param runnerFile dist/runner.js. @param workspace an absolute path.
 */
export function startBacktest(options: {
  runnerFile: string;
  workspace: string;
  task: RunTask;
  ollama: OllamaHost;
  events: RunnerEvents;
}): RunningBacktest {
  const child = startChild(options.runnerFile, 'the runner');
  const runner = createBirpc<RunnerCommands, RunnerEvents>(options.events, child.channel);
  return {
    end: child.ended(runner.start(options.workspace, options.task, options.ollama)),
    cancel() {
      void runner.cancel.asEvent();
      child.stopSoon();
    },
  };
}
