import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'papaparse';
import { z } from 'zod';
import type { Curve } from '../backtest/engine/equityCurve';
import { exists } from '../common/files/folders';
import { RUN_FILES } from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { REGIMES } from '../market/regime';
import { EXIT_REASONS, type Outcome } from '../memory/outcome';
import { sideOf } from '../memory/side';
import type { ReportTrade } from './reportProtocol';

const REMEDY = 'Restore it from a backup, or run the definition afresh';

/** A row once its cells are read: without transforms, ten thousand are checked in a blink. */
const rowSchema = z.object({
  decision_id: z.string().min(1),
  asset_pair: z.string().min(1),
  action: z.enum(['BUY', 'SELL']),
  decision_time: z.number(),
  entry_time: z.number(),
  entry_price: z.number(),
  exit_time: z.number(),
  exit_price: z.number(),
  quantity: z.number(),
  pnl: z.number(),
  pnl_pct: z.number(),
  fees: z.number(),
  slippage: z.number(),
  exit_reason: z.enum(EXIT_REASONS),
  quarter: z.string().min(1),
  stop_loss: z.number().nullable(),
  take_profit: z.number().nullable(),
  confidence: z.number(),
  ai_provider_used: z.string(),
  market_regime: z.enum(REGIMES).nullable(),
});
type TradeRow = z.infer<typeof rowSchema>;

/** How a cell is read where it is not text: an empty one is NaN, which is no number, or null where that may be. */
const number = (cell: string) => (cell === '' ? Number.NaN : Number(cell));
const orNull =
  <Value>(read: (cell: string) => Value) =>
  (cell: string) =>
    cell === '' ? null : read(cell);
const READERS: Readonly<Partial<Record<keyof TradeRow, (cell: string) => unknown>>> = {
  decision_time: Date.parse,
  entry_time: Date.parse,
  entry_price: number,
  exit_time: Date.parse,
  exit_price: number,
  quantity: number,
  pnl: number,
  pnl_pct: number,
  fees: number,
  slippage: number,
  stop_loss: orNull(number),
  take_profit: orNull(number),
  confidence: number,
  market_regime: orNull(String),
};

/** The trades of a run's trades.csv. @throws InputError where it cannot be read, or is damaged. */
export async function readTrades(folder: string): Promise<ReportTrade[]> {
  const file = join(folder, RUN_FILES.trades);
  const text = await textOf(file);
  const [header, ...rows] = parse<string[]>(text, { skipEmptyLines: true }).data;
  const columns = Object.keys(rowSchema.shape).map((name) => {
    const read: (cell: string) => unknown = READERS[name as keyof TradeRow] ?? String;
    return { name, read, at: header?.indexOf(name) ?? -1 };
  });
  return rows.map((row, index) => {
    const cells: Record<string, unknown> = {};
    for (const { name, read, at } of columns)
      cells[name] = at < row.length && at >= 0 ? read(row[at]) : undefined;
    const parsed = rowSchema.safeParse(cells);
    if (parsed.success) return tradeOf(parsed.data);
    const [issue] = parsed.error.issues;
    throw new InputError({ file, line: index + 2 }, `"${issue.path.join('.')}" ${issue.message}`, REMEDY);
  });
}

/** The trade of an outcome, for a run that has not written its table. */
export function tradeOfOutcome(outcome: Outcome): ReportTrade {
  return tradeOf({
    ...outcome,
    decision_time: Date.parse(outcome.decision_time),
    entry_time: Date.parse(outcome.entry_time),
    exit_time: Date.parse(outcome.exit_time),
  });
}

function tradeOf(row: TradeRow): ReportTrade {
  return {
    id: row.decision_id,
    symbol: row.asset_pair,
    side: sideOf(row.action),
    decided: row.decision_time,
    entered: row.entry_time,
    entryPrice: row.entry_price,
    exited: row.exit_time,
    exitPrice: row.exit_price,
    exitReason: row.exit_reason,
    quantity: row.quantity,
    pnl: row.pnl,
    pnlPct: row.pnl_pct,
    fees: row.fees,
    slippage: row.slippage,
    quarter: row.quarter,
    stop: row.stop_loss,
    target: row.take_profit,
    confidence: row.confidence,
    provider: row.ai_provider_used,
    regime: row.market_regime,
  };
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
