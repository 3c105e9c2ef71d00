import { z } from 'zod';
import type { Asked } from './tool';
import { ToolRefusal } from './toolRefusal';

/** UTF-8 bytes of a result as JSON. */
export const LARGEST_RESULT = 16 * 1024;
/** Rows a call. */
export const MOST_ROWS = 50;
/** Room for a cursor and the numbers beside it. */
const ROOM_FOR_PAGE = 400;

const cursorSchema = z.strictObject({
  from: z.number().int().min(0),
  matched: z.number().int().min(0),
  /** Epoch ms. */
  asOf: z.number(),
  question: z.string(),
});
export type Cursor = z.infer<typeof cursorSchema>;

/** Arguments of a tool whose answer has pages. */
export const pageArguments = {
  limit: z.number().int().min(1).max(MOST_ROWS).default(20).describe(`Rows a page, at most ${MOST_ROWS}.`),
  cursor: z
    .string()
    .max(500)
    .optional()
    .describe('"nextCursor" of the page before, with the same other arguments. Left out: the first page.'),
};

export const pageSchema = z.object({
  matched: z.number().int().describe('Rows on all pages together.'),
  from: z.number().int().describe('Where this page begins, from 0.'),
  returned: z.number().int(),
  nextCursor: z.string().nullable().describe('Pass it as "cursor" for the next page; null on the last.'),
});
type Page = z.infer<typeof pageSchema>;

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
    'Pass "nextCursor" as it was given with the same arguments, or leave "cursor" out',
  );
}

/**
 * As many of the rows as a page may have, and as fit.
 * @param rows all of them, in the same order at every call. @param rest the result without its rows and page.
 */
export function pageOf<Source, Row, Rest extends object>(
  asked: Asked,
  rows: readonly Source[],
  limit: number,
  show: (row: Source) => Row,
  rest: Rest,
): Rest & { page: Page; rows: Row[] } {
  const { cursor, asOf, question } = asked;
  if (cursor && cursor.matched !== rows.length)
    throw new ToolRefusal('The memory has changed since the first page', 'Ask again without "cursor"');
  const from = cursor?.from ?? 0;
  let room = LARGEST_RESULT - ROOM_FOR_PAGE - bytesOf({ ...asked.envelope, ...rest });
  const shown: Row[] = [];
  for (const row of rows.slice(from, from + limit)) {
    const line = show(row);
    room -= bytesOf(line) + 1;
    if (room < 0) break;
    shown.push(line);
  }
  const next = from + shown.length;
  const token: Cursor = { from: next, matched: rows.length, asOf, question };
  const nextCursor = next < rows.length ? Buffer.from(JSON.stringify(token)).toString('base64url') : null;
  return { ...rest, page: { matched: rows.length, from, returned: shown.length, nextCursor }, rows: shown };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
