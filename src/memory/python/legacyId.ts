import { sha256 } from '../../common/hashOf';

/** Longest id, so that a file name has room for "outcome_", a suffix and ".json". */
const LONGEST = 120;
const SAFE = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Gives an id that can be a file name: the same id if possible, else its readable part and its hash. */
export function safeIdOf(original: string): string {
  if (SAFE.test(original) && original.length <= LONGEST) return original;
  const readable = original
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 60);
  return `${readable || 'python'}-${shortHash(original)}`;
}

/** The first twelve hexadecimal digits of a text's SHA-256. */
export function shortHash(text: string): string {
  return sha256(text).slice(0, 12);
}
