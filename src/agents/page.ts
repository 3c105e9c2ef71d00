import { z } from 'zod';
import { type Cursor, cursorToken } from './cursor';
import { type Asked, LARGEST_RESULT } from './tool';
import { ToolRefusal } from './toolRefusal';

/** Largest number of rows a call. */
export const MOST_ROWS = 50;
/** Bytes kept free for the page's cursor and numbers. */
const ROOM_FOR_PAGE = 400;

/** Arguments of a tool whose answer has pages. */
export const pageArguments = {
  limit: z.number().int().min(1).max(MOST_ROWS).default(20).describe(`Rows a page, at most ${MOST_ROWS}.`),
  cursor: z
    .string()
    .max(500)
    .optional()
    .describe('"next_cursor" of the page before, with the same other arguments. Left out: the first page.'),
};

export const pageSchema = z.object({
  matched: z.number().int().describe('Rows on all pages together.'),
  from: z.number().int().describe('Where this page begins, from 0.'),
  returned: z.number().int(),
  next_cursor: z.string().nullable().describe('Pass it as "cursor" for the next page; null on the last.'),
});
type Page = z.infer<typeof pageSchema>;

/**
 * Fills a page with rows, up to `limit` and up to the bytes of a result.
 * @param rows of all pages, in the same order at every call. @param rest of the result, without rows and page.
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
  const lines: Row[] = [];
  for (const row of rows.slice(from, from + limit)) {
    const line = show(row);
    room -= bytesOf(line) + 1;
    if (room < 0) break;
    lines.push(line);
  }
  const next = from + lines.length;
  const token: Cursor = { from: next, matched: rows.length, asOf, question };
  const next_cursor = next < rows.length ? cursorToken(token) : null;
  return { ...rest, page: { matched: rows.length, from, returned: lines.length, next_cursor }, rows: lines };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
