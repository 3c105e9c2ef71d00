import { sha256 } from '../../common/hashOf';

/** Leaves room in a file name for "outcome_", a suffix and ".json". */
const LONGEST = 120;
const SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** The id itself where it can be a file name, else a readable part of it with its hash: the same text, the same id. */
export function safeIdOf(original: string): string {
  if (SAFE.test(original) && original.length <= LONGEST) return original;
  const readable = original
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60);
  return `${readable || 'python'}-${shortHash(original)}`;
}

/** Twelve hexadecimal digits that stand for a text. */
export function shortHash(text: string): string {
  return sha256(text).slice(0, 12);
}
