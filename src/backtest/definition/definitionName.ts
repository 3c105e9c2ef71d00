import { basename } from 'node:path';

/** "first-light" for backtests/first-light.backtest.json. */
export function definitionName(file: string): string {
  return basename(file).replace(/\.backtest\.json$|\.json$/, '');
}
