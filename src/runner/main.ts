import { createBirpc } from 'birpc';
import { runBacktest } from './backtestJob';
import type { RunnerCommands, RunnerEvents } from './protocol';

// The runner's process: forked by the editor, one a backtest. It ends when its parent goes.
const cancelled = new AbortController();

const parent = createBirpc<RunnerEvents, RunnerCommands>(
  {
    start: (workspace, task, ollama) =>
      runBacktest({
        workspace,
        task,
        ollama,
        events: {
          progress: (progress) => void parent.progress.asEvent(progress),
          log: (message) => void parent.log.asEvent(message),
        },
        signal: cancelled.signal,
        now: Date.now,
      }),
    cancel: () => cancelled.abort(),
  },
  {
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
    timeout: -1,
  },
);

process.on('disconnect', () => process.exit(1));
