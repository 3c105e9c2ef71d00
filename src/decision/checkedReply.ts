import { z } from 'zod';
import { replySchema } from './log/logEntry';
import type { Reply } from './provider';

/** A reply that counts, or why what was said cannot be used, in words for whoever said it and for the log. */
export type CheckedReply = { readonly reply: Reply } | { readonly problem: string };

const strictSchema = z.strictObject(replySchema.shape);
/** How many unknown fields a problem names, and characters of each name. */
const NAMES_SHOWN = 5;
const LONGEST_NAME = 40;
const FIELDS = Object.keys(replySchema.shape).join(', ');

/**
 * Checks what a model or the user's own code said. Null counts as left out; a field that no reply has is an error.
 */
export function checkReply(content: unknown): CheckedReply {
  const parsed = strictSchema.safeParse(withoutNulls(content));
  if (parsed.success) return { reply: parsed.data };
  const [issue] = parsed.error.issues;
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => JSON.stringify(key.slice(0, LONGEST_NAME))).slice(0, NAMES_SHOWN);
    return {
      problem: `the reply has ${names.join(', ')}, but only these count: ${FIELDS} (stop and target are prices)`,
    };
  }
  const name = issue.path.length > 0 ? `"${issue.path.join('.')}" of the reply` : 'the reply';
  return { problem: `${name}: ${issue.message}` };
}

/** Drops null from known fields: the "none" of those who cannot leave a field out, and of many models. */
function withoutNulls(content: unknown): unknown {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  const isLeftOut = ([name, value]: [string, unknown]) =>
    value === null && Object.hasOwn(replySchema.shape, name);
  return Object.fromEntries(Object.entries(content).filter((field) => !isLeftOut(field)));
}
