import { fork } from 'node:child_process';
import { createBirpc } from 'birpc';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import type { RunEnd, RunnerCommands, RunnerEvents, RunTask } from './protocol';

/** How long a runner may take to stop after being asked to, ms. */
const GRACE = 2000;

export interface RunningBacktest {
  /** Rejects where the runner failed by a bug or was killed. */
  readonly end: Promise<RunEnd>;
  /** Asks it to stop; kills it where it has not after two seconds. */
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
  const child = fork(options.runnerFile, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-10_000);
  });
  const runner = createBirpc<RunnerCommands, RunnerEvents>(options.events, {
    post: (message) => child.connected && child.send(message),
    on: (receive) => child.on('message', receive),
    timeout: -1,
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killedBy) =>
      reject(new Error(`the runner ended early (${killedBy ?? `code ${code}`})\n${stderr}`)),
    );
  });
  const end = Promise.race([runner.start(options.workspace, options.task, options.ollama), gone]).finally(
    () => child.kill(),
  );
  return {
    end,
    cancel() {
      void runner.cancel.asEvent();
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
      child.once('exit', () => clearTimeout(timer));
    },
  };
}
