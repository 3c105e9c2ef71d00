import { type ChildProcess, fork } from 'node:child_process';
import type { RpcPort } from './cancel';

/** How long a process may take to stop after being asked to, ms. */
const GRACE = 2000;

/** A process of its own for one job; the two ends talk by messages. */
export interface ChildJob {
  readonly port: RpcPort;
  /** Waits for the job and ends the process. Rejects where the process ends before the job does. */
  ended<Result>(work: Promise<Result>): Promise<Result>;
}

/**
 * Forks a process for one job.
 * @param file of dist.
 * @param name what the process is called where it ends early.
 * @param signal when aborted, the process has two seconds to end by itself: then it is killed.
 */
export function startChild(file: string, name: string, signal: AbortSignal): ChildJob {
  const child: ChildProcess = fork(file, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-10_000);
  });
  const gone = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killedBy) =>
      reject(new Error(`${name} ended early (${killedBy ?? `code ${code}`})\n${stderr}`)),
    );
  });
  const killSoon = () => {
    const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
    child.once('exit', () => clearTimeout(timer));
  };
  if (signal.aborted) killSoon();
  else signal.addEventListener('abort', killSoon, { once: true });
  child.once('exit', () => signal.removeEventListener('abort', killSoon));
  return {
    port: {
      post: (message) => child.connected && child.send(message as object),
      on: (receive) => child.on('message', receive),
    },
    ended: (work) => Promise.race([work, gone]).finally(() => child.kill()),
  };
}
