import { appendFileSync, closeSync, constants, openSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type BlockKind, packBlock, unpackBlock } from '../../common/files/block';
import { isFileError, readRegularFile } from '../../common/files/regularFile';
import { sha256 } from '../../common/hashOf';

// A journal of blocks, each with some outcomes' vectors; a later one of the same outcome counts. What a killed writer
// left is not a whole block: reading goes on at the next one, and the vectors that are missing are made again.
const KIND: BlockKind = { magic: 0x43455642, version: 1 };
const FLOAT = 4;
/** What every block begins with. */
const START = Buffer.from(Uint32Array.of(KIND.magic).buffer);

/** An outcome's vector, and what text it is of. */
export interface StoredVector {
  readonly id: string;
  /** See `textHash`. */
  readonly text: string;
  readonly vector: Float32Array;
}

const headerSchema = z.object({
  embedder: z.string(),
  width: z.number().int().positive(),
  ids: z.array(z.string()),
  texts: z.array(z.string()),
});

export const textHash = (text: string) => sha256(text).slice(0, 16);

/** Derived, a file a model: vectors-<hash of the model's id>.cache in the memory folder. */
export function vectorFile(folder: string, embedder: string): string {
  return join(folder, `vectors-${textHash(embedder)}.cache`);
}

/** Reads the vectors that a model made; none where the file is missing or another model's. */
export function readVectors(file: string, embedder: string, width: number): StoredVector[] {
  const bytes = readRegularFile(file);
  if (!bytes) return [];
  const stored: StoredVector[] = [];
  for (let start = 0; start >= 0; ) {
    const block = unpackBlock(KIND, bytes, start);
    const header = headerSchema.safeParse(block?.header);
    if (!block || !header.success) {
      start = bytes.indexOf(START, start + 1);
      continue;
    }
    const { ids, texts } = header.data;
    const { buffer, byteOffset } = block.payload;
    const fits = block.payload.byteLength === ids.length * width * FLOAT && texts.length === ids.length;
    start = block.end;
    if (!fits || header.data.embedder !== embedder || header.data.width !== width) continue;
    ids.forEach((id, index) => {
      const vector = new Float32Array(buffer, byteOffset + index * width * FLOAT, width);
      stored.push({ id, text: texts[index], vector });
    });
  }
  return stored;
}

/** A link that a stranger's workspace may have put there is not written through. */
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/**
 * Adds vectors in one write, so that those of two processes never mix. Not flushed: they can be made again. A folder
 * that cannot be written to goes without.
 */
export function appendVectors(
  file: string,
  embedder: string,
  width: number,
  vectors: readonly StoredVector[],
): void {
  const header = {
    embedder,
    width,
    ids: vectors.map(({ id }) => id),
    texts: vectors.map(({ text }) => text),
  };
  const payload = Buffer.concat(
    vectors.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)),
  );
  try {
    const descriptor = openSync(file, APPEND, 0o666);
    try {
      appendFileSync(descriptor, packBlock(KIND, header, payload));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
  }
}
