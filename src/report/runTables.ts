import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'papaparse';
import type { Curve } from '../backtest/engine/equityCurve';
import { exists } from '../common/files/folders';
import { RUN_FILES } from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { readTradesCsv } from '../memory/tradeTable';
import type { ReportTrade } from './reportProtocol';

const REMEDY = 'Restore it from a backup, or run the definition afresh';

/** The trades of a run's trades.csv. @throws InputError where the table cannot be read, or is damaged. */
export async function readTrades(folder: string): Promise<ReportTrade[]> {
  const file = join(folder, RUN_FILES.trades);
  return readTradesCsv(await textOf(file), file);
}

/**
 * The curves of equity.csv or benchmarks.csv by their column; their times are when each point was known.
 * @returns null where there is no such file. @throws InputError for a damaged one.
 */
export async function readCurves(
  folder: string,
  name: 'equity' | 'benchmarks',
): Promise<Map<string, Curve> | null> {
  const file = join(folder, RUN_FILES[name]);
  if (!(await exists(file))) return null;
  const text = await textOf(file);
  // No cell of theirs is quoted: a run of minute bars has half a million lines.
  const [header, ...rows] = parse<string[]>(text, { fastMode: true, skipEmptyLines: true }).data;
  const fail = (line: number, problem: string) => new InputError({ file, line }, problem, REMEDY);
  if (header?.[0] !== 'time') throw fail(1, 'its first column is not the time');
  const times = Float64Array.from(rows, ([cell], index) => {
    const instant = Date.parse(cell);
    if (Number.isNaN(instant)) throw fail(index + 2, 'it begins with no time');
    return instant;
  });
  const curveOf = (column: number): Curve => ({
    time: times,
    equity: Float64Array.from(rows, (row, index) => {
      const value = row[column] === '' ? Number.NaN : Number(row[column]);
      if (Number.isNaN(value)) throw fail(index + 2, `"${header[column]}" is not a number`);
      return value;
    }),
  });
  return new Map(header.slice(1).map((column, index) => [column, curveOf(index + 1)]));
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError({ file }, `it cannot be read (${code})`, REMEDY);
  }
}
