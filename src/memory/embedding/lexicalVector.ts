import { toUnitLength } from '../search/unitLength';

/** Numbers in a vector: those of the usual small embedding models, so that one table holds either. */
export const VECTOR_WIDTH = 384;

const WORD = /[\p{L}\p{N}]+/gu;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * A text as a vector without a model: its words and pairs of neighbouring words, each added at a place and with a sign
 * that its hash gives (the hashing trick: Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009),
 * as the root of how often it occurs.
 * @returns 384 numbers of length 1, or all 0 for a text without words.
 */
export function lexicalVector(text: string): Float32Array {
  const words = text.toLowerCase().match(WORD) ?? [];
  const counts = new Map<string, number>();
  const count = (term: string) => counts.set(term, (counts.get(term) ?? 0) + 1);
  words.forEach((word, index) => {
    count(word);
    if (index > 0) count(`${words[index - 1]} ${word}`);
  });
  const vector = new Float32Array(VECTOR_WIDTH);
  for (const [term, times] of counts) {
    const hash = fnv1a(term);
    vector[hash % VECTOR_WIDTH] += (hash & 0x80000000 ? -1 : 1) * Math.sqrt(times);
  }
  return toUnitLength(vector);
}

/** FNV-1a, 32 bits, over UTF-16 code units: Fowler, Noll, Vo. */
function fnv1a(text: string): number {
  let hash = FNV_OFFSET;
  for (let place = 0; place < text.length; place += 1)
    hash = Math.imul(hash ^ text.charCodeAt(place), FNV_PRIME);
  return hash >>> 0;
}
