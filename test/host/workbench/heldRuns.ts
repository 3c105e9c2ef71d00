// Stops backtests in their middle until a test has killed or cancelled them: on a busy machine they could be over before.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, extensionHosts, isStopped, untilSo } from './processes';

/** The backtests of a server's windows. */
export class HeldRuns {
  /** Process id of the server that runs `preload`. */
  serverPid = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'held-'));
  readonly #file = join(this.#folder, 'trades');

  /** JavaScript for each process of the server: a runner stops itself once as many trades are on disk as the file says. */
  get preload(): string {
    return `if (process.argv[1]?.endsWith('runner.js')) {
  const { readFileSync } = require('node:fs');
  const send = process.send;
  process.send = (message, ...rest) => {
    const sent = send.call(process, message, ...rest);
    let trades = Infinity;
    try { trades = Number(readFileSync(${JSON.stringify(this.#file)}, 'utf8')); } catch {}
    if (message?.m === 'progress' && message.a[0].trades >= trades) process.kill(process.pid, 'SIGSTOP');
    return sent;
  };
}`;
  }

  /** Has each backtest that starts from now on stop once so many of its trades are on disk. */
  hold(trades: number): void {
    writeFileSync(this.#file, String(trades));
  }

  /** Resolves with the process of a backtest that has stopped. */
  stopped(): Promise<number> {
    return untilSo('a backtest stops', () => this.#runners().find(isStopped));
  }

  /** Lets backtests go on to their ends. @param orphans process ids of those that lost their extension host. */
  release(...orphans: readonly number[]): void {
    rmSync(this.#file, { force: true });
    for (const pid of [...this.#runners(), ...orphans]) process.kill(pid, 'SIGCONT');
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #runners(): number[] {
    return extensionHosts(this.serverPid).flatMap((host) => childrenOf(host, 'runner.js'));
  }
}
