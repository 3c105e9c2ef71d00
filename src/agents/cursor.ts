import { z } from 'zod';
import { ToolRefusal } from './toolRefusal';

const cursorSchema = z.strictObject({
  from: z.number().int().min(0),
  matched: z.number().int().min(0),
  /** Epoch ms. */
  asOf: z.number(),
  question: z.string(),
});
export type Cursor = z.infer<typeof cursorSchema>;

/** The cursor as a caller gets it: opaque text. */
export const cursorToken = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** Reads a caller's cursor. @throws ToolRefusal for text that is no cursor, or belongs to another question. */
export function readCursor(token: string, question: string): Cursor {
  try {
    const cursor = cursorSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    if (cursor.question === question) return cursor;
  } catch {
    // Refused below: made-up or cut text is no cursor of this question either.
  }
  throw new ToolRefusal(
    '"cursor" is not one of this question',
    'Pass "next_cursor" as it was given with the same arguments, or leave "cursor" out',
  );
}
