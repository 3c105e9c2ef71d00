/**
 * Estimates the tokens of a text, rather too many than too few: one for each digit (as in the tokenizers of Qwen and Gemma)
 * and for each letter beyond ASCII, and one for three other characters, where English has four.
 */
export function estimateTokens(text: string): number {
  const single = text.match(/[0-9]|[^\0-\x7f]/g)?.length ?? 0;
  return single + Math.ceil((text.length - single) / 3);
}
