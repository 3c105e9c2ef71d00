/**
 * How many tokens a text may be for a model, rather too many than too few: each digit and each letter beyond ASCII one,
 * as the tokenizers of Qwen and Gemma have it for digits; of all else three characters, where English has four.
 */
export function estimateTokens(text: string): number {
  const single = text.match(/[0-9]|[^\0-\x7f]/g)?.length ?? 0;
  return single + Math.ceil((text.length - single) / 3);
}
