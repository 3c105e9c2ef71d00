import { withDeadline } from '../../common/deadline';
import { InputError } from '../../common/inputError';
import { reasonOf } from '../../memory/embedding/reasonOf';
import type { OllamaClient } from './ollamaClient';
import { shownAddress } from './ollamaHost';

/** How long a host may take to list its models, ms. */
const PATIENCE = 10_000;

/** How long a host may tell nothing of a model that it fetches, ms. */
const LONGEST_SILENCE = 1_800_000;

/** Whether an Ollama answers, with its version and models. */
export type OllamaHealth =
  | { readonly reachable: false; readonly host: string; readonly reason: string }
  | {
      readonly reachable: true;
      readonly host: string;
      readonly version: string;
      /** `loaded`: whether the model is in the memory of the host's machine. */
      readonly models: readonly {
        readonly name: string;
        readonly digest: string;
        readonly loaded: boolean;
      }[];
    };

export async function healthOf(ollama: OllamaClient): Promise<OllamaHealth> {
  const host = shownAddress(ollama.host);
  try {
    const [{ version }, { models }, running] = await withDeadline(null, PATIENCE, (signal) => {
      const api = ollama.api(signal);
      return Promise.all([api.version(), api.list(), api.ps()]);
    });
    const loaded = new Set(running.models.map(({ name }) => name));
    return {
      reachable: true,
      host,
      version,
      models: models.map(({ name, digest }) => ({ name, digest, loaded: loaded.has(name) })),
    };
  } catch (error) {
    return { reachable: false, host, reason: reasonOf(error) };
  }
}

/**
 * The digest of a model's content: a tag may get other content at any time.
 * @returns null where the host lacks the model. @throws InputError where the host cannot be asked.
 */
export async function digestOf(
  ollama: OllamaClient,
  model: string,
  definitionFile: string,
): Promise<string | null> {
  try {
    const { models } = await withDeadline(null, PATIENCE, (signal) => ollama.api(signal).list());
    const found = models.find(({ name }) => name === model || name === `${model}:latest`);
    return found ? found.digest : null;
  } catch (error) {
    throw new InputError(
      { file: definitionFile },
      `it names ${model}, but the Ollama at ${shownAddress(ollama.host)} cannot be asked (${reasonOf(error)})`,
      'Start Ollama, or name its host in the setting backtestMemory.ollamaHost or with --ollama-host',
    );
  }
}

/**
 * Has a host fetch a model from the host's registry.
 * @param progress is told the bytes of the part under way, of how many; null where the host does not say.
 * @throws InputError where the model cannot be fetched.
 */
export async function pullModel(
  ollama: OllamaClient,
  model: string,
  signal: AbortSignal,
  progress: (status: string, done: number, of: number | null) => void,
): Promise<void> {
  try {
    // A large model takes hours, and its progress is told many times a second.
    await withDeadline(signal, LONGEST_SILENCE, async (patience, restart) => {
      const parts = await ollama.streamApi(patience, Infinity).pull({ model, stream: true });
      for await (const { status, completed, total } of parts) {
        restart();
        progress(status, completed ?? 0, total ?? null);
      }
    });
  } catch (error) {
    const host = shownAddress(ollama.host);
    const problem = signal.aborted
      ? `the pull of ${model} was cancelled`
      : `${model} could not be pulled (${reasonOf(error)})`;
    throw new InputError({ file: host }, problem, 'Pull it again: what has come is kept');
  }
}
