import { basename, dirname } from 'node:path';

/** The workspace of backtests/x.backtest.json is the folder that holds backtests; else the definition's own folder. */
export function workspaceOf(definitionFile: string): string {
  const folder = dirname(definitionFile);
  return basename(folder) === 'backtests' ? dirname(folder) : folder;
}
