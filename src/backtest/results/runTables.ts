import { unparse } from 'papaparse';
import { isoTime } from '../../common/calendar';
import type { Outcome } from '../../memory/outcome';
import type { BenchmarkCurves, EquityCurve } from '../engine/equityCurve';

const TRADE_COLUMNS = [
  'decision_id',
  'asset_pair',
  'action',
  'decision_time',
  'entry_time',
  'entry_price',
  'exit_time',
  'exit_price',
  'quantity',
  'pnl',
  'pnl_pct',
  'fees',
  'slippage',
  'exit_reason',
  'quarter',
  'stop_loss',
  'take_profit',
  'confidence',
  'ai_provider_used',
  'market_regime',
] as const satisfies readonly (keyof Outcome)[];

/** trades.csv: a line a closed trade, in the order they closed. */
export function tradesCsv(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => TRADE_COLUMNS.map((column) => outcome[column]));
  return csv([...TRADE_COLUMNS], rows);
}

/** equity.csv: a line a clock bar; `time` is the bar's close, when that equity was known. */
export function equityCsv({ time, equity, cash }: EquityCurve, step: number): string {
  return csv(
    ['time', 'equity', 'cash'],
    Array.from(time, (open, index) => [isoTime(open + step), equity[index], cash[index]]),
  );
}

/** benchmarks.csv: as equity.csv, of what the run is held against; a curve that was not played to its end is left out. */
export function benchmarksCsv({ buyAndHold, equalWeights }: BenchmarkCurves, step: number): string {
  return csv(
    ['time', 'buy_and_hold', ...(equalWeights ? ['equal_weights'] : [])],
    Array.from(buyAndHold.time, (open, index) => [
      isoTime(open + step),
      buyAndHold.equity[index],
      ...(equalWeights ? [equalWeights.equity[index]] : []),
    ]),
  );
}

/** What a spreadsheet takes for a formula. (Papa Parse’s own pattern lets one pass that has a line break.) */
const FORMULA = /^[=+\-@\t\r\n]/;

function csv(fields: string[], data: unknown[][]): string {
  return `${unparse({ fields, data }, { newline: '\n', escapeFormulae: FORMULA })}${data.length > 0 ? '\n' : ''}`;
}
