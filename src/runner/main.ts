import { createBirpc } from 'birpc';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import { runBacktest } from './backtestJob';
import { decideNow } from './decideNow';
import { decisionText } from './decisionText';
import type { RunnerCommands, RunnerEvents } from './protocol';
import { problemsOf } from './runInputs';

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
    async decide(workspace, { definition: file, symbol }, ollama) {
      const tell = (message: string) => void parent.log.asEvent(message);
      const surroundings = { ollama: new OllamaClient(ollama), tell };
      const { signal } = cancelled;
      try {
        const now = Date.now();
        return {
          text: decisionText(await decideNow({ workspace, file, symbol, surroundings, signal, now }), now),
        };
      } catch (error) {
        if (signal.aborted) return null;
        return { problems: problemsOf(error) };
      }
    },
    cancel: () => cancelled.abort(),
  },
  {
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
    timeout: -1,
  },
);

process.on('disconnect', () => process.exit(1));
