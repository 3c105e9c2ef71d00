// The processes of a server: they can be found on Linux only.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { PATIENCE } from './driver';

/** The process ids of a server's extension hosts. */
export const extensionHosts = (serverPid: number): number[] => childrenOf(serverPid, 'extensionHost');

/** Reads a process's state, a letter, and parent. @returns null where there is no such process. */
function statusOf(pid: number): { state: string; parent: number } | null {
  try {
    const [, state, parent] = /\) (\S) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { state, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** The process ids of a process's children whose command line has `part`. */
export function childrenOf(parent: number, part: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return (
          statusOf(pid)?.parent === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(part)
        );
      } catch {
        // The process ended meanwhile.
        return false;
      }
    });
}

/** Whether a process was stopped by a signal. */
export const isStopped = (pid: number): boolean => statusOf(pid)?.state === 'T';

/** Whether a process is over: a zombie does nothing any more, though its parent has not yet been told. */
export const isGone = (pid: number): boolean => ['Z', 'X', undefined].includes(statusOf(pid)?.state);

/** Looks again and again until `look` finds something: for states without an event. @throws Error after a minute. */
export async function untilSo<So>(what: string, look: () => So | null | undefined | false): Promise<So> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    const found = look();
    if (found) return found;
    await wait(20);
  }
  throw new Error(`${what}: never`);
}
