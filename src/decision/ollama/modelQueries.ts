import { asProblem, type Problem } from '../../common/problem';
import { OllamaClient } from './ollamaClient';
import type { OllamaHost } from './ollamaHost';
import { healthOf, type OllamaHealth, pullModel } from './ollamaModels';

/** What the editor asks of an Ollama. */
export interface ModelQueries {
  /** Has an Ollama fetch a model. @returns what kept it from that. */
  pull(host: OllamaHost, model: string, signal: AbortSignal): Promise<Problem | null>;
  /** Whether an Ollama answers, and which models it has. */
  health(host: OllamaHost): Promise<OllamaHealth>;
}

/** What an Ollama tells while it works. */
export interface ModelEvents {
  /** An Ollama fetches a model: bytes of the part under way, and of how many where that is known. */
  pulling(status: string, done: number, of: number | null): void;
}

/** Answers the editor's questions about an Ollama. */
export function modelQueries(events: ModelEvents): ModelQueries {
  return {
    pull: (host, model, signal) =>
      asProblem(async () => {
        await pullModel(new OllamaClient(host), model, signal, (...progress) => events.pulling(...progress));
        return null;
      }),
    health: (host) => healthOf(new OllamaClient(host)),
  };
}
