import { closeSync, fsyncSync, mkdtempSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Measures the least cost of durability: write, flush, rename and flush of the folder for every file, one after another.
 * @returns the time of all files together, ms.
 */
export function bareDurableWrites(files: readonly Buffer[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'bare-'));
  const started = performance.now();
  files.forEach((content, index) => {
    const temporary = openSync(join(folder, 'temporary'), 'w');
    writeSync(temporary, content);
    fsyncSync(temporary);
    closeSync(temporary);
    renameSync(join(folder, 'temporary'), join(folder, String(index)));
    const directory = openSync(folder, 'r');
    fsyncSync(directory);
    closeSync(directory);
  });
  const time = performance.now() - started;
  rmSync(folder, { recursive: true });
  return time;
}
