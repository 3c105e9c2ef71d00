import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { withPatience } from '../../common/files/patience';
import { InputError } from '../../common/inputError';
import { reasonOf } from './reasonOf';

/** Hugging Face's name of the default model: 23 MB, Apache 2.0. */
export const DEFAULT_MODEL = 'Xenova/all-MiniLM-L6-v2';
export const MODEL_HOST = 'https://huggingface.co';
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'];

export interface DownloadOptions {
  readonly host: string;
  readonly model: string;
  /** Where models are kept, outside any workspace. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Bytes so far of a file, and of how many where that is known. */
  readonly progress: (file: string, done: number, of: number | null) => void;
}

/**
 * Downloads a model's files that are not there yet. Each is whole or not there: its length and, where the host tells
 * it, its checksum are compared first.
 * @returns the model's folder.
 * @throws InputError where the host refuses, the download is cut off, damaged or cancelled, or the disk is full.
 */
export async function downloadModel(options: DownloadOptions): Promise<string> {
  const folder = join(options.folder, options.model.replaceAll('/', '--'));
  for (const name of FILES) {
    const file = join(folder, name);
    if (existsSync(file)) continue;
    await mkdir(dirname(file), { recursive: true });
    const part = `${file}.part`;
    try {
      await downloadFile(`${options.host}/${options.model}/resolve/main/${name}`, part, name, options);
      await withPatience(() => rename(part, file));
    } catch (error) {
      await rm(part, { force: true });
      if (error instanceof InputError) throw error;
      throw failed(options.host, name, options.signal.aborted ? 'it was cancelled' : reasonOf(error));
    }
  }
  return folder;
}

async function downloadFile(
  url: string,
  part: string,
  name: string,
  options: DownloadOptions,
): Promise<void> {
  const { host, signal, progress } = options;
  const response = await fetch(url, { signal });
  if (!response.ok || !response.body) throw failed(host, name, `the host answers ${response.status}`);
  const told = response.headers.get('content-length');
  const length = told === null || response.headers.has('content-encoding') ? null : Number(told);
  const digest = createHash('sha256');
  const handle = await open(part, 'w');
  let done = 0;
  try {
    for await (const bytes of response.body) {
      await handle.write(bytes);
      digest.update(bytes);
      done += bytes.byteLength;
      progress(name, done, length);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (length !== null && done !== length) throw failed(host, name, `only ${done} of ${length} bytes came`);
  // Hugging Face tells the SHA-256 of large files so.
  const expected = /^"?([0-9a-f]{64})"?$/.exec(response.headers.get('x-linked-etag') ?? '')?.[1];
  if (expected && digest.digest('hex') !== expected)
    throw failed(host, name, 'its checksum is not the one that the host tells');
}

function failed(host: string, name: string, problem: string): InputError {
  const remedy =
    'Try again later, or name a folder that has the model in the settings; lexical search goes on';
  return new InputError({ file: host }, `${name} could not be downloaded: ${problem}`, remedy);
}
