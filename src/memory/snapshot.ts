import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { secondStamp } from '../market/calendar';
import { flushFolder } from './memoryFolder';

/** A quarter's end as it stands in snapshot_YYYYMMDD_HHMMSS.json. */
export interface Snapshot {
  readonly run: string;
  readonly quarter: string;
  readonly final_portfolio_value: number;
  /** 0.1 is ten percent; this quarter's own. */
  readonly total_return: number | null;
  readonly sharpe_ratio: number | null;
  readonly max_drawdown: number;
  readonly trade_statistics: {
    readonly trades: number;
    readonly wins: number;
    readonly win_rate: number | null;
  };
  /** What each provider's vote was multiplied by in this quarter. */
  readonly weights: Readonly<Record<string, number>>;
  /** The run's figures from its start to here. */
  readonly so_far: {
    readonly total_return: number | null;
    readonly sharpe_ratio: number | null;
    readonly max_drawdown: number;
  };
}

/**
 * Writes a snapshot under the first free second from `now` (wall clock, epoch ms) on, so that two runs never share one.
 * @returns its path.
 */
export async function writeSnapshot(folder: string, snapshot: Snapshot, now: number): Promise<string> {
  for (let time = now; ; time += 1000) {
    const file = join(folder, `snapshot_${secondStamp(time, '_')}.json`);
    try {
      // Created exclusively, so it cannot be made elsewhere and renamed; a reader of a torn one finds bad JSON.
      const handle = await open(file, 'wx');
      try {
        await handle.writeFile(`${JSON.stringify({ schema_version: 1, ...snapshot }, null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await flushFolder(folder);
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
