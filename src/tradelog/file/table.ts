import { Parser } from 'htmlparser2';
import { parse } from 'papaparse';
import type { Span } from '../loggedTrade';
import { wholeLines } from '../loggedTrade';

/** A row of cells and its place in the text. */
export interface Row {
  /** A cell that spans several columns of an HTML table is followed by empty cells. */
  readonly cells: readonly string[];
  /** Whether the first cell spans several columns, as in a title or a sum. */
  readonly titled: boolean;
  readonly place: Span;
}

/** All rows of a text, headers included. */
export interface Table {
  readonly rows: readonly Row[];
  /** The separator of the columns; empty for HTML. */
  readonly delimiter: string;
}

/** Largest number of rows that are read: more than any log has. */
export const MOST_ROWS = 500_000;
const MOST_CELLS = 300;
const LONGEST_CELL = 10_000;
const WIDEST = 50;
/** Deepest nesting of HTML; reading stops there. The time of the parser grows with depth, and no report comes near. */
const DEEPEST = 500;

class TooDeep extends Error {}
const LINE_BREAK = /\r\n|\r|\n/g;

const DELIMITERS = [',', ';', '\t', '|'];

/** Tells the separator: the most frequent one outside of quotes in the first line that has any. */
function delimiterOf(text: string): string {
  for (const line of text.slice(0, 20_000).split(LINE_BREAK)) {
    const bare = line.replaceAll(/"[^"]*"/g, '');
    const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1);
    const most = Math.max(...counts);
    if (most > 0) return DELIMITERS[counts.indexOf(most)];
  }
  return ',';
}

/** Reads a text whose columns are separated by comma, semicolon, tab or bar. */
export function readCsv(text: string): Table {
  const delimiter = delimiterOf(text);
  const { data } = parse<string[]>(text, { delimiter, preview: MOST_ROWS });
  let line = 0;
  const rows = data.map((cells): Row => {
    const first = line;
    // A quoted cell may span several lines.
    for (const cell of cells) if (cell.includes('\n') || cell.includes('\r')) line += breaksOf(cell);
    line += 1;
    return { cells: bounded(cells), titled: false, place: wholeLines(first, line - 1) };
  });
  return {
    rows: rows.filter(({ cells }) => cells.length > 1 || cells[0]?.trim()),
    delimiter,
  };
}

/** Reads all rows of all tables of an HTML text, one after the other; nothing of it is run or loaded. */
export function readHtml(text: string): Table {
  const lines = lineStarts(text);
  const rows: Row[] = [];
  let cells: string[] | null = null;
  let cell: string | null = null;
  let start = 0;
  let width = 1;
  let depth = 0;
  let titled = false;
  const endCell = () => {
    if (cells && cell !== null && cells.length < MOST_CELLS) {
      titled ||= cells.length === 0 && width > 1;
      cells.push(cell.replaceAll(/\s+/g, ' ').trim(), ...Array<string>(width - 1).fill(''));
    }
    cell = null;
    width = 1;
  };
  const endRow = (end: number) => {
    endCell();
    if (cells && cells.length > 0 && rows.length < MOST_ROWS)
      rows.push({ cells, titled, place: { ...from(lines, start), ...until(lines, end) } });
    cells = null;
  };
  const parser = new Parser(
    {
      onopentagname(name) {
        depth += 1;
        if (depth > DEEPEST) throw new TooDeep();
        if (name === 'tr') {
          endRow(parser.startIndex);
          cells = [];
          titled = false;
          start = parser.startIndex;
        } else if (name === 'td' || name === 'th') {
          endCell();
          cell = '';
        }
      },
      onattribute(name, value) {
        if (name === 'colspan' && cell !== null) width = Math.min(WIDEST, Math.max(1, Number(value) || 1));
      },
      ontext(part) {
        if (cell !== null && cell.length < LONGEST_CELL) cell += part;
      },
      onclosetag(name) {
        depth -= 1;
        if (name === 'td' || name === 'th') endCell();
        else if (name === 'tr' || name === 'table') endRow(parser.endIndex + 1);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  try {
    parser.write(text);
    parser.end();
  } catch (error) {
    if (!(error instanceof TooDeep)) throw error;
  }
  endRow(text.length);
  return { rows, delimiter: '' };
}

const bounded = (cells: readonly string[]) =>
  cells.slice(0, MOST_CELLS).map((cell) => cell.slice(0, LONGEST_CELL));

const breaksOf = (text: string) => text.match(LINE_BREAK)?.length ?? 0;

/** Offsets at which the lines of a text begin. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: found } of text.matchAll(LINE_BREAK)) starts.push(index + found.length);
  return starts;
}

/** Line and column of an offset, both from 0. */
function positionOf(starts: readonly number[], offset: number): [line: number, column: number] {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return [low, offset - starts[low]];
}

function from(starts: readonly number[], offset: number): Pick<Span, 'line' | 'column'> {
  const [line, column] = positionOf(starts, offset);
  return { line, column };
}

function until(starts: readonly number[], offset: number): Pick<Span, 'endLine' | 'endColumn'> {
  const [endLine, endColumn] = positionOf(starts, offset);
  return { endLine, endColumn };
}

/** The span between two offsets. */
export function spanOf(starts: readonly number[], start: number, end: number): Span {
  return { ...from(starts, start), ...until(starts, end) };
}
