import { join } from 'node:path';
import { InputError } from '../common/inputError';
import { type Embedder, lexicalEmbedder } from '../memory/embedding/embedder';
import type * as pipeline from '../memory/embedding/modelEmbedder';
import { openOllama } from '../memory/embedding/ollamaEmbedder';
import { reasonOf } from '../memory/embedding/reasonOf';

/** Which embedder texts are compared by. */
export type EmbedderChoice =
  | { readonly kind: 'lexical' }
  /** A model's folder, absolute. */
  | { readonly kind: 'model'; readonly folder: string }
  | { readonly kind: 'ollama'; readonly host: string; readonly model: string };

/**
 * Opens the embedder that was chosen.
 * @param dist the folder of the built files: the pipeline is loaded from there, and only where a model is chosen.
 * @throws InputError where the model cannot be opened.
 */
export async function openEmbedder(choice: EmbedderChoice, dist: string): Promise<Embedder> {
  switch (choice.kind) {
    case 'lexical':
      return lexicalEmbedder;
    case 'ollama':
      return openOllama(choice.host, choice.model);
    case 'model': {
      const { openModel } = require(join(dist, 'embedding.js')) as typeof pipeline;
      try {
        return await openModel(choice.folder, dist);
      } catch (error) {
        const remedy = 'Name a folder with config.json, tokenizer.json and onnx/model_quantized.onnx';
        throw new InputError(
          { file: choice.folder },
          `it is no model that loads (${reasonOf(error)})`,
          remedy,
        );
      }
    }
  }
}
