import { type BirpcReturn, createBirpc } from 'birpc';
import { OllamaClient } from '../../decision/ollama/ollamaClient';
import { runBacktest } from '../backtestJob';
import { decideNow } from '../decideNow/decideNow';
import { decisionText } from '../decideNow/decisionText';
import { problemsOf } from '../inputs/runInputs';
import { modelsOfParent } from './modelsLink';
import type { RunnerCommands, RunnerEvents, RunnerQuestions } from './protocol';

// The runner's process: forked by the editor, one a backtest. It ends when its parent goes.
const cancelled = new AbortController();

const parent: BirpcReturn<RunnerEvents & RunnerQuestions, RunnerCommands> = createBirpc(
  {
    start: (workspace, task, ollama, models) =>
      runBacktest({
        workspace,
        task,
        ollama,
        ...(models && { editor: modelsOfParent(parent) }),
        events: {
          progress: (progress) => void parent.progress.asEvent(progress),
          estimate: (text) => void parent.estimate.asEvent(text),
          log: (message) => void parent.log.asEvent(message),
        },
        signal: cancelled.signal,
        now: Date.now,
      }),
    async decide(workspace, { definition: file, symbol }, ollama, models) {
      const tell = (message: string) => void parent.log.asEvent(message);
      const editor = models ? modelsOfParent(parent) : null;
      const context = { ollama: new OllamaClient(ollama), editor, tell };
      const { signal } = cancelled;
      try {
        const now = Date.now();
        return {
          text: decisionText(await decideNow({ workspace, file, symbol, context, signal, now }), now),
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
