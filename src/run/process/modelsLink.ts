import type { EditorModels } from '../../decision/lm/editorModels';
import type { RunnerQuestions } from './protocol';

/** The editor's models as the runner's process has them: each question goes to the process that started it. */
export function modelsOfParent(
  parent: Omit<RunnerQuestions, 'cancelAsk'> & { readonly cancelAsk: { asEvent(ask: number): unknown } },
): EditorModels {
  let asks = 0;
  return {
    model: (family) => parent.model(family),
    async ask(family, messages, signal) {
      asks += 1;
      const ask = asks;
      const cancel = () => void parent.cancelAsk.asEvent(ask);
      signal.addEventListener('abort', cancel, { once: true });
      try {
        if (signal.aborted) return { failure: 'cancelled', why: 'other' };
        return await parent.askModel(ask, family, messages);
      } finally {
        signal.removeEventListener('abort', cancel);
      }
    },
  };
}

/** The other end: answers a runner's questions. @param models null where there are none: then nobody asks. */
export function answersOf(models: EditorModels | null): RunnerQuestions {
  const asks = new Map<number, AbortController>();
  const here = () => {
    if (!models) throw new Error('a runner without an editor asks for its models');
    return models;
  };
  return {
    model: async (family) => here().model(family),
    async askModel(ask, family, messages) {
      const cancel = new AbortController();
      asks.set(ask, cancel);
      try {
        return await here().ask(family, messages, cancel.signal);
      } finally {
        asks.delete(ask);
      }
    },
    cancelAsk: (ask) => asks.get(ask)?.abort(),
  };
}
