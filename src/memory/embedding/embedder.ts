import { lexicalVector, VECTOR_WIDTH } from './lexicalVector';

/** Turns texts into vectors whose inner product says how alike they are. */
export interface Embedder {
  /** Names the model and its content: vectors of another id are of no use with this one's. */
  readonly id: string;
  /** Numbers in a vector. */
  readonly width: number;
  /**
   * @returns a vector of length 1 (or of 0s for a text that says nothing).
   * @throws InputError where the model cannot answer, in words for people.
   */
  embed(text: string): Promise<Float32Array>;
}

/** Needs no model: finds shared words, no meanings. */
export const lexicalEmbedder: Embedder = {
  id: 'lexical',
  width: VECTOR_WIDTH,
  embed: async (text) => lexicalVector(text),
};
