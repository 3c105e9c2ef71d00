import { InputError } from '../../common/inputError';

const TIME_HEADERS = ['timestamp', 'time', 'date', 'datetime', 'open_time'];

/** Place of each column, from 0; `volume` is −1 for a file without volumes. */
export interface Columns {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The columns of a file, and how many lines its header has. */
export interface Header {
  readonly columns: Columns;
  readonly lines: number;
}

/**
 * Finds the columns by a file's first rows: one header line, or the three that `download` of yfinance writes (names of
 * columns, tickers, the name of the times).
 * @throws InputError where a column is missing, or where none of several tickers is the symbol.
 */
export function findHeader(
  rows: readonly (readonly string[])[],
  { file, symbol }: { file: string; symbol: string },
): Header {
  const [names = [], tickers = [], times = []] = rows.slice(0, 3).map((row) => row.map(plain));
  const three = names[0] === 'price' && tickers[0] === 'ticker' && TIME_HEADERS.includes(times[0]);
  if (!three) return { columns: columnsOf(names, file), lines: 1 };
  const found = [...new Set(tickers.slice(1))];
  const ticker = found.length === 1 ? found[0] : plain(symbol);
  if (!found.includes(ticker)) {
    throw new InputError(
      { file, line: 2 },
      `it has bars of ${found.join(', ').toUpperCase()}, none of them ${symbol}`,
      'Name the symbol as one of them, or give a file of one symbol',
    );
  }
  const own = names.map((name, index) => (index === 0 ? times[0] : tickers[index] === ticker ? name : ''));
  return { columns: columnsOf(own, file), lines: 3 };
}

const plain = (name: string) => name.trim().toLowerCase();

function columnsOf(names: readonly string[], file: string): Columns {
  const named = names.findIndex((name) => TIME_HEADERS.includes(name));
  const time = named >= 0 ? named : names[0] === '' ? 0 : -1;
  const columns = {
    time,
    open: names.indexOf('open'),
    high: names.indexOf('high'),
    low: names.indexOf('low'),
    close: names.indexOf('close'),
  };
  const missing = Object.entries(columns)
    .filter(([, index]) => index < 0)
    .map(([name]) => name);
  if (missing.length > 0) {
    throw new InputError(
      { file, line: 1 },
      `no column for ${missing.join(', ')}`,
      `Name the columns ${TIME_HEADERS.join('|')}, open, high, low, close and, if you like, volume`,
    );
  }
  return { ...columns, volume: names.indexOf('volume') };
}
