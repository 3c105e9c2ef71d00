import { type ColumnField, type Columns, columnsOf } from './cells/columns';
import { RowReader } from './cells/rowReader';
import { barStepOf } from './cells/times';
import { legOf } from './cells/words';
import { type Row, readCsv, readHtml, type Table } from './file/table';
import { backtraderColumns, isPrinted, notifiedTrades, printedTrades } from './formats/backtraderTrades';
import { dealTrades, isDealHeader } from './formats/dealTrades';
import { jsonTrades } from './formats/jsonTrades';
import { isOneRowHeader, oneRowTrades } from './formats/oneRowTrades';
import { isPairedHeader, pairedTrades } from './formats/pairedTrades';
import { isTesterHeader, symbolAbove, testerTrades } from './formats/testerTrades';
import type { BadRow, LoggedTrade, Tool, TradeLog } from './loggedTrade';

/** Which column holds what, by the columns' names: how a user mapped a table that could not be told. */
export type ColumnMapping = Readonly<Partial<Record<ColumnField, string>>>;

/** A header is among the first lines of a CSV, whatever a tool writes above it. */
const HEADER_WITHIN = 50;
/** Whose times are those of fills, not of the bars that they happened in. */
const TIMES_OF_FILLS: readonly Tool[] = ['metatrader', 'lean', 'backtest-memory'];

type Shape = 'one row' | 'paired' | 'deals' | 'tester' | 'notified';

/** A table whose columns are known, and the rows below its header. */
interface Section {
  readonly header: readonly string[];
  readonly columns: Columns;
  readonly shape: Shape;
  readonly tool: Tool;
  readonly rows: readonly Row[];
}

/**
 * Reads the trades of a text, whichever tool wrote it.
 * @param mapping for a table whose columns cannot be told by their names.
 * @returns null for a text that is no trade log.
 */
export function readTradeLog(text: string, mapping?: ColumnMapping): TradeLog | null {
  const start = text.slice(0, 4096).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return ofJson(text);
  if (/^<(!doctype|html|\?xml|table|head|body|!--)/i.test(start)) return ofTable(readHtml(text));
  if (isPrinted(text)) {
    const { trades, bad, naive } = printedTrades(text);
    return logOf('backtrader', trades, bad, {}, naive);
  }
  return ofTable(readCsv(text), mapping);
}

/** The header of a CSV text whose columns could be mapped: that of its first row. */
export function headerOf(text: string): readonly string[] {
  return readCsv(text.slice(0, 100_000)).rows[0]?.cells ?? [];
}

function ofJson(text: string): TradeLog | null {
  const read = jsonTrades(text);
  return read && logOf(read.tool, read.trades, read.bad, read.fields, read.naive);
}

function ofTable(table: Table, mapping?: ColumnMapping): TradeLog | null {
  const sections = sectionsOf(table, mapping);
  // MetaTrader's history says each trade as a position, and again as its deals.
  const positions = sections.filter(({ shape }) => shape === 'one row');
  const used = positions.length > 0 ? positions : sections;
  const [first] = used;
  if (!first) return null;
  const read = used.map((section) => {
    const reader = new RowReader(section.columns, section.rows, table);
    return { trades: tradesOf(section, reader, table), reader };
  });
  const trades = read.flatMap((one) => one.trades);
  const bad = read.flatMap(({ reader }) => reader.bad).sort((a, b) => a.line - b.line);
  const naive = read.some(({ reader }) => reader.naive);
  return logOf(first.tool, trades, bad, fieldsOf(first), naive);
}

function tradesOf({ shape, rows, tool }: Section, reader: RowReader, table: Table): LoggedTrade[] {
  switch (shape) {
    case 'one row':
      return oneRowTrades(rows, reader, tool);
    case 'paired':
      return pairedTrades(rows, reader);
    case 'deals':
      return dealTrades(rows, reader);
    case 'tester':
      return testerTrades(rows, reader, symbolAbove(table.rows));
    case 'notified':
      return notifiedTrades(rows, reader);
  }
}

/** The tables of trades within a table: a CSV has one, an HTML report several with others between. */
function sectionsOf({ rows, delimiter }: Table, mapping: ColumnMapping | undefined): Section[] {
  const html = delimiter === '';
  const sections: Section[] = [];
  let current: { section: Omit<Section, 'rows'>; rows: Row[] } | null = null;
  const end = () => {
    if (current && (current.rows.length > 0 || !html))
      sections.push({ ...current.section, rows: current.rows });
    current = null;
  };
  for (const [index, row] of rows.entries()) {
    const looking: boolean = html || (sections.length === 0 && !current && index < HEADER_WITHIN);
    const found: Omit<Section, 'rows'> | null = looking ? sectionOf(row, rows[index + 1], mapping) : null;
    if (found) {
      end();
      current = { section: found, rows: [] };
    } else if (current) {
      if (!html || isData(row, current.section.header.length)) current.rows.push(row);
    }
  }
  end();
  return sections;
}

/** Between the tables of a report stand titles and sums, and other tables. */
const isData = ({ cells, titled }: Row, width: number) =>
  cells.length === width && !titled && cells[0] !== '';

function sectionOf(
  { cells: header }: Row,
  next: Row | undefined,
  mapping?: ColumnMapping,
): Omit<Section, 'rows'> | null {
  const columns = mapping ? mappedColumns(header, mapping) : columnsOf(header);
  if (!mapping) {
    const notified = backtraderColumns(header, columns);
    if (notified) return { header, columns: notified, shape: 'notified', tool: 'backtrader' };
  }
  const kind = next?.cells[columns.kind ?? -1] ?? '';
  const shape = isOneRowHeader(columns)
    ? 'one row'
    : isPairedHeader(columns) && (legOf(kind) !== null || !next)
      ? 'paired'
      : isDealHeader(columns)
        ? 'deals'
        : isTesterHeader(columns)
          ? 'tester'
          : null;
  return shape && { header, columns, shape, tool: toolOf(shape, header) };
}

function mappedColumns(header: readonly string[], mapping: ColumnMapping): Columns {
  const places = Object.entries(mapping).map(([field, name]) => [field, header.indexOf(name)] as const);
  return Object.fromEntries(places.filter(([, place]) => place >= 0));
}

/** Whose table it is, by the names that no other tool uses together. */
function toolOf(shape: Shape, header: readonly string[]): Tool {
  if (shape === 'paired') return 'tradingview';
  if (shape !== 'one row') return 'metatrader';
  const names = new Set(
    header.map((name) =>
      name
        .trim()
        .toLowerCase()
        .replaceAll(/[ ./]+/g, ''),
    ),
  );
  const has = (...all: readonly string[]) => all.every((name) => names.has(name));
  if (has('entrybar', 'exitbar')) return 'backtesting.py';
  if (has('avgentryprice', 'avgexitprice')) return 'vectorbt';
  if (has('open_rate', 'close_rate')) return 'freqtrade';
  if (has('decision_id', 'asset_pair')) return 'backtest-memory';
  if (has('entrytime', 'symbols') || has('iswin', 'orderids')) return 'lean';
  if (
    (has('sl', 'tp') || names.has('swap')) &&
    [...names].some((name) => /ticket|order|position|swap|своп/.test(name))
  )
    return 'metatrader';
  return 'csv';
}

/** Which column each field of a trade comes from. */
function fieldsOf({ header, columns, shape }: Section): Readonly<Partial<Record<keyof LoggedTrade, string>>> {
  const named = (...fields: readonly ColumnField[]) =>
    fields
      .map((field) => header[columns[field] ?? -1]?.trim())
      .filter((name) => name)
      .join(', ');
  const oneRow = shape === 'one row';
  const all = {
    symbol: named('symbol'),
    side: oneRow
      ? named('side', 'direction') || named('kind') || named('quantity')
      : named('kind', 'direction'),
    entryTime: shape === 'notified' ? '' : named('entryTime') || named('time'),
    exitTime: named('exitTime') || named('time'),
    entryPrice: named('entryPrice') || named('price'),
    exitPrice: shape === 'notified' ? '' : named('exitPrice') || (oneRow ? '' : named('price')),
    quantity: named('quantity'),
    pnl: named('pnl') || named('grossPnl'),
    pnlPct: named('pnlPct') || named('returnShare'),
    fees: named('fees', 'entryFees', 'exitFees', 'taxes', 'swap'),
    stop: named('stop'),
    target: named('target'),
    reason: oneRow ? named('reason') : named('tag'),
    tag: named('tag'),
    strategy: named('strategy'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, name]) => name !== ''));
}

function logOf(
  tool: Tool,
  trades: readonly LoggedTrade[],
  bad: readonly BadRow[],
  fields: TradeLog['fields'],
  naive: boolean,
): TradeLog | null {
  if (trades.length === 0 && bad.length === 0) return null;
  const times = trades
    .flatMap(({ entryTime, exitTime }) => [entryTime, exitTime])
    .filter((time) => time !== null);
  const barStep = TIMES_OF_FILLS.includes(tool) ? null : barStepOf(times);
  return { tool, trades, bad, fields, naive, barStep, notes: [] };
}
