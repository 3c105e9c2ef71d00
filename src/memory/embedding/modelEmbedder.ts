// The entry of dist/embedding.js: a bundle of its own, since the pipeline is large and most never load it.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { AutoModel, AutoTokenizer, env } from '@xenova/transformers';
import { toUnitLength } from '../search/unitLength';
import type { Embedder } from './embedder';

/** Smaller first: int8 weights are a quarter of the size, and almost as good. */
const WEIGHTS = ['onnx/model_quantized.onnx', 'onnx/model.onnx'];

/** The pipeline's output: a vector a token. */
interface TokenVectors {
  readonly last_hidden_state: { readonly data: Float32Array; readonly dims: readonly number[] };
}

/**
 * Opens a sentence-embedding model that lies in a folder as Hugging Face has it: config.json, tokenizer.json and
 * onnx/model_quantized.onnx or onnx/model.onnx. Nothing is downloaded.
 * @param wasmFolder where ort-wasm-simd.wasm lies.
 * @throws Error where the folder is not a model, or one that does not load.
 */
export async function openModel(folder: string, wasmFolder: string): Promise<Embedder> {
  const weights = WEIGHTS.find((name) => existsSync(join(folder, name)));
  if (!weights) throw new Error(`there is no ${WEIGHTS[0]}`);
  // More threads than one do not start inside VS Code's worker, on machines with more than two cores.
  env.backends.onnx.wasm.numThreads = 1;
  env.backends.onnx.wasm.wasmPaths = `${wasmFolder}${sep}`;
  env.allowRemoteModels = false;
  env.useFSCache = false;
  env.localModelPath = dirname(folder);
  const name = basename(folder);
  const digest = createHash('sha256');
  for (const file of [weights, 'tokenizer.json']) digest.update(await readFile(join(folder, file)));
  const tokenizer = await AutoTokenizer.from_pretrained(name);
  const model = await AutoModel.from_pretrained(name, { quantized: weights === WEIGHTS[0] });
  // One text a call: padding in a batch changes int8 vectors.
  const embed = async (text: string) =>
    meanOf((await model(tokenizer(text, { truncation: true }))) as TokenVectors);
  const { length: width } = await embed('width');
  return { id: `transformers:${name}@${digest.digest('hex').slice(0, 16)}`, width, embed };
}

/** The mean of all tokens' vectors, to length 1: Reimers & Gurevych, Sentence-BERT (2019). There is no padding. */
function meanOf({ last_hidden_state: { data, dims } }: TokenVectors): Float32Array {
  const [, tokens, width] = dims;
  const mean = new Float32Array(width);
  for (let token = 0; token < tokens; token += 1)
    for (let place = 0; place < width; place += 1) mean[place] += data[token * width + place] / tokens;
  return toUnitLength(mean);
}
