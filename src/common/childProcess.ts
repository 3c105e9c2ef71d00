import { type ChildProcess, fork } from 'node:child_process';
import type { RpcPort } from './cancel';

/** Time that a process has to stop after a request to do so, ms. */
const GRACE = 2000;

/** A child process for one job, and the port of its messages. */
export interface ChildJob {
  readonly port: RpcPort;
  /** Waits for the job and ends the process. Rejects where the process ends before the job does. */
  ended<Result>(work: Promise<Result>): Promise<Result>;
}

/**
 * Forks a process for one job.
 * @param file path in dist.
 * @param name of the process in the error of an early end.
 * @param signal once aborted, the process has two seconds to end by itself before it is killed.
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
