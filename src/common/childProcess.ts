import { type ChildProcess, fork } from 'node:child_process';

/** How long a process may take to stop after being asked to, ms. */
const GRACE = 2000;

/** A process of its own for one job, that talks by messages. */
export interface ChildJob {
  /** For birpc. */
  readonly channel: {
    post(message: unknown): unknown;
    on(receive: (message: unknown) => void): unknown;
    readonly timeout: -1;
  };
  /** What the job comes to, unless its process ends before; then the process is over too. */
  ended<Result>(work: Promise<Result>): Promise<Result>;
  /** Kills it where, after being asked to stop, it has not within two seconds. */
  stopSoon(): void;
}

/** @param file of dist. @param name what it is called where it ends early. */
export function startChild(file: string, name: string): ChildJob {
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
  return {
    channel: {
      post: (message) => child.connected && child.send(message as object),
      on: (receive) => child.on('message', receive),
      timeout: -1,
    },
    ended: (work) => Promise.race([work, gone]).finally(() => child.kill()),
    stopSoon() {
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
      child.once('exit', () => clearTimeout(timer));
    },
  };
}
