import { type BirpcReturn, createBirpc } from 'birpc';
import { cancellable } from '../../common/cancel';
import type { EditorModels } from '../../decision/lm/editorModels';
import { OllamaClient } from '../../decision/ollama/ollamaClient';
import { runBacktest } from '../backtestJob';
import { decideNow } from '../decideNow/decideNow';
import { decisionText } from '../decideNow/decisionText';
import { problemsOf } from '../inputs/definitionProblems';
import type { DecideEnd, RunnerCommands, RunnerEvents } from './protocol';

// The runner's process: forked by the editor, one a backtest. The process ends when its parent goes.
const commands: RunnerCommands = {
  start: (workspace, task, ollama, models, signal) =>
    runBacktest({
      workspace,
      task,
      ollama,
      ...(models && { editor: parent }),
      events: {
        progress: (progress) => void parent.progress.asEvent(progress),
        estimate: (text) => void parent.estimate.asEvent(text),
        log: (message) => void parent.log.asEvent(message),
      },
      signal,
      now: Date.now,
    }),
  async decide(workspace, { definition: file, symbol }, ollama, models, signal): Promise<DecideEnd> {
    const tell = (message: string) => void parent.log.asEvent(message);
    const context = { ollama: new OllamaClient(ollama), editor: models ? parent : null, tell };
    try {
      const now = Date.now();
      return { text: decisionText(await decideNow({ workspace, file, symbol, context, signal, now }), now) };
    } catch (error) {
      signal.throwIfAborted();
      return { problems: problemsOf(error) };
    }
  },
};
const parent: BirpcReturn<RunnerEvents & EditorModels, RunnerCommands> = createBirpc(
  commands,
  cancellable({
    post: (message) => process.send?.(message),
    on: (receive) => process.on('message', receive),
  }),
);

process.on('disconnect', () => process.exit(1));
