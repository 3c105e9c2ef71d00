import { readdirSync, watch } from 'node:fs';

/** Resolves when a memory folder first holds `count` outcomes that are not there now. */
export function newOutcomes(memory: string, count: number): Promise<void> {
  const names = () => readdirSync(memory).filter((name) => /^outcome_.*\.json$/.test(name));
  const before = new Set(names());
  return new Promise((reached) => {
    const watcher = watch(memory, () => {
      if (names().filter((name) => !before.has(name)).length < count) return;
      watcher.close();
      reached();
    });
  });
}
