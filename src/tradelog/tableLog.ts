import { type ColumnField, type Columns, columnsOf } from './cells/columns';
import { RowReader } from './cells/rowReader';
import type { Row, Table } from './file/table';
import { type ShapeOfTool, shapesOf } from './formats';
import type { FoundTrades } from './tradeLog';
import type { ColumnSources, TableHeader, TableShape } from './tradeLogFormat';

/** For each field of a trade the name of its column: a user's answer for a table whose names tell nothing. */
export type ColumnMapping = Readonly<Partial<Record<ColumnField, string>>>;

const SHAPES = shapesOf('table');
/** The header of a CSV is among its first lines, below the title that some tools write. */
const HEADER_WITHIN = 50;

/** The header of a table of trades. */
interface TradesHeader extends ShapeOfTool<TableShape> {
  readonly names: readonly string[];
  readonly columns: Columns;
}

/** A header and the rows below it. */
interface Section extends TradesHeader {
  readonly rows: readonly Row[];
}

/** Reads the trades of a table. @returns null for a table without trades. */
export function readTableLog(table: Table, mapping?: ColumnMapping): FoundTrades | null {
  const sections = sectionsOf(table, mapping);
  // MetaTrader's history lists each trade as a position, and again as its deals.
  const whole = sections.filter(({ shape }) => shape.rowPerTrade);
  const used = whole.length > 0 ? whole : sections;
  const [first] = used;
  if (!first) return null;
  const read = used.map(({ columns, rows, shape }) => {
    const reader = new RowReader(columns, rows, table);
    return { trades: shape.reads(rows, reader, table), reader };
  });
  return {
    tool: first.tool,
    trades: read.flatMap(({ trades }) => trades),
    bad: read.flatMap(({ reader }) => reader.bad).sort((a, b) => a.line - b.line),
    fields: namedSources(first),
    naive: read.some(({ reader }) => reader.naive),
  };
}

/** Finds the tables of trades within a table: a CSV has one, an HTML report several with others between. */
function sectionsOf(table: Table, mapping: ColumnMapping | undefined): Section[] {
  return table.delimiter === '' ? sectionsOfHtml(table, mapping) : sectionOfCsv(table, mapping);
}

function sectionOfCsv({ rows }: Table, mapping: ColumnMapping | undefined): Section[] {
  for (const [index, row] of rows.slice(0, HEADER_WITHIN).entries()) {
    const header = headerIn(row, rows[index + 1], mapping);
    if (header) return [{ ...header, rows: rows.slice(index + 1) }];
  }
  return [];
}

function sectionsOfHtml({ rows }: Table, mapping: ColumnMapping | undefined): Section[] {
  const sections: { header: TradesHeader; rows: Row[] }[] = [];
  for (const [index, row] of rows.entries()) {
    const header = headerIn(row, rows[index + 1], mapping);
    const current = sections.at(-1);
    if (header) sections.push({ header, rows: [] });
    else if (current && isData(row, current.header.names.length)) current.rows.push(row);
  }
  return sections
    .filter((section) => section.rows.length > 0)
    .map(({ header, rows: of }) => ({ ...header, rows: of }));
}

/** Whether a row of a report belongs to a table of that width: titles, sums and other tables stand between its rows. */
const isData = ({ cells, titled }: Row, width: number) =>
  cells.length === width && !titled && cells[0] !== '';

/** @returns null for a row that is no header of trades. */
function headerIn(
  { cells: names }: Row,
  next: Row | undefined,
  mapping: ColumnMapping | undefined,
): TradesHeader | null {
  const header: TableHeader = {
    names,
    plainNames: new Set(names.map(plainName)),
    columns: mapping ? mappedColumns(names, mapping) : columnsOf(names),
    mapped: mapping !== undefined,
    next,
  };
  for (const { tool, shape } of SHAPES) {
    const columns = shape.recognises(header);
    if (columns) return { tool, shape, names, columns };
  }
  return null;
}

const plainName = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replaceAll(/[ ./]+/g, '');

function mappedColumns(names: readonly string[], mapping: ColumnMapping): Columns {
  const places = Object.entries(mapping).map(([field, name]) => [field, names.indexOf(name)] as const);
  return Object.fromEntries(places.filter(([, place]) => place >= 0));
}

/** For each field of a trade the names of the columns that it is read from; fields without a column are left out. */
function namedSources({ names, columns, shape: { sources } }: Section): FoundTrades['fields'] {
  const namesOf = (group: readonly ColumnField[]) =>
    group
      .map((field) => names[columns[field] ?? -1]?.trim())
      .filter((name) => name)
      .join(', ');
  const named = Object.entries(sources satisfies ColumnSources).map(
    ([field, groups]) => [field, groups.map(namesOf).find((group) => group !== '') ?? ''] as const,
  );
  return Object.fromEntries(named.filter(([, name]) => name !== ''));
}
