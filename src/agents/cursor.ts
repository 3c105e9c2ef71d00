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

/** As whoever asks is given it: opaque. */
export const cursorToken = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** @throws ToolRefusal for a cursor that is none, or belongs to another question. */
export function readCursor(token: string, question: string): Cursor {
  try {
    const cursor = cursorSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    if (cursor.question === question) return cursor;
  } catch {
    // Made up or cut: the same to whoever passed it.
  }
  throw new ToolRefusal(
    '"cursor" is not one of this question',
    'Pass "next_cursor" as it was given with the same arguments, or leave "cursor" out',
  );
}
