import { Ollama } from 'ollama';
import { InputError } from '../../common/inputError';
import { toUnitLength } from '../search/unitLength';
import type { Embedder } from './embedder';
import { reasonOf } from './reasonOf';

/**
 * A model that a local Ollama serves.
 * @param host such as http://127.0.0.1:11434.
 * @throws InputError where there is no Ollama, or it does not have the model.
 */
export async function openOllama(host: string, model: string): Promise<Embedder> {
  const client = new Ollama({ host });
  const fail = (error: unknown) =>
    new InputError(
      { file: host },
      `Ollama cannot embed with ${model} (${reasonOf(error)})`,
      `Start Ollama and run "ollama pull ${model}"`,
    );
  const embed = async (text: string) => {
    try {
      const { embeddings } = await client.embed({ model, input: text });
      return toUnitLength(Float32Array.from(embeddings[0]));
    } catch (error) {
      throw fail(error);
    }
  };
  const { length: width } = await embed('width');
  try {
    // A tag may be given another content at any time; the digest is the content.
    const { models } = await client.list();
    const digest =
      models.find(({ name }) => name === model || name === `${model}:latest`)?.digest ?? 'unknown';
    return { id: `ollama:${model}@${digest.slice(0, 16)}`, width, embed };
  } catch (error) {
    throw fail(error);
  }
}
