import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { secondStamp } from '../common/calendar';
import { writeAtomic } from '../common/files/atomicFile';
import { withFolderLock } from '../common/files/folderLock';
import { exists, flushFolder, listFolder } from '../common/files/folders';
import { mapLimit } from '../common/files/mapLimit';

/** A quarter's end as it stands in snapshot_YYYYMMDD_HHMMSS.json. */
export interface Snapshot {
  readonly run: string;
  readonly quarter: string;
  readonly final_portfolio_value: number;
  /** 0.1 is ten percent; this quarter's own. */
  readonly total_return: number | null;
  readonly sharpe_ratio: number | null;
  /** 95 %; null, as the ratio, where the quarter has too few days for one. */
  readonly sharpe_interval: readonly [number, number] | null;
  readonly max_drawdown: number | null;
  readonly trade_statistics: {
    readonly trades: number;
    readonly wins: number;
    readonly win_rate: number | null;
  };
  /** What each provider's vote was multiplied by when the quarter ended, where no regime was known; and by regime. */
  readonly weights: Readonly<Record<string, number>>;
  readonly weights_by_regime: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** The run's figures from its start to here. */
  readonly so_far: {
    readonly total_return: number | null;
    readonly sharpe_ratio: number | null;
    readonly sharpe_interval: readonly [number, number] | null;
    readonly max_drawdown: number | null;
  };
}

const SNAPSHOT_FILE = /^snapshot_\d{8}_\d{6}\.json$/;

/**
 * Writes a snapshot under the first free second from `now` (wall clock, epoch ms) on, so that two runs never share one.
 * @param earlier the snapshot of the same quarter that the run wrote before it was resumed: it is written again.
 * @returns its path.
 */
export async function writeSnapshot(
  folder: string,
  snapshot: Snapshot,
  now: number,
  earlier?: string,
): Promise<string> {
  const text = `${JSON.stringify({ schema_version: 1, ...snapshot }, null, 2)}\n`;
  return withFolderLock(folder, async () => {
    let file = earlier;
    for (let time = now; file === undefined; time += 1000) {
      const candidate = join(folder, `snapshot_${secondStamp(time, '_')}.json`);
      if (!(await exists(candidate))) file = candidate;
    }
    await writeAtomic(file, text);
    await flushFolder(folder);
    return file;
  });
}

/** The snapshots that a run has left so far, by quarter; files that are none are passed over. */
export async function snapshotsOf(folder: string, run: string): Promise<ReadonlyMap<string, string>> {
  const files = (await listFolder(folder)).filter((name) => SNAPSHOT_FILE.test(name)).sort();
  const found = new Map<string, string>();
  await mapLimit(files, async (name) => {
    const file = join(folder, name);
    const text = await readFile(file, 'utf8').catch(() => '');
    // A file of another program, or one that a crash tore, is nobody's snapshot.
    const own = snapshotOwner.safeParse(parsed(text));
    if (own.success && own.data.run === run) found.set(own.data.quarter, file);
  });
  return found;
}

const snapshotOwner = z.object({ run: z.string(), quarter: z.string() });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
