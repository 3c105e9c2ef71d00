// Downloads by the built program with its real libraries, against a stand-in of the sources.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createBirpc } from 'birpc';
import { cancellable } from '../../../src/common/cancel';
import { HOUR } from '../../../src/common/timeframe';
import type { Bars } from '../../../src/market/bars';
import { barsToCsv } from '../../../src/market/barsCsv';
import { startDownload } from '../../../src/market/download/barsClient';
import type {
  BarsCommands,
  BarsEvents,
  BarsProgress,
  BarsTask,
  SymbolEnd,
} from '../../../src/market/download/barsProtocol';
import { tempFolder } from '../../tempFolder';
import { someBars } from './sources/someBars';
import { StandIn } from './sources/standIn';

const { getBars, realWorld } = require(resolve('dist/test/bars.js')) as typeof import('./inProcess');

const STAND_IN = 'BACKTEST_MEMORY_BARS_STAND_IN';

/** The present time of the stand-ins: a Wednesday, half an hour into an hour. */
export const NOW = Date.UTC(2025, 3, 2, 12, 30);
export const FROM = Date.UTC(2025, 2, 1);
/** Number of finished hours: an hour is finished a minute after its end. */
export const FINISHED = (NOW - 30 * 60_000 - FROM) / HOUR;

/** Makes a month of hours up to now, and the unfinished hour. */
export function someMarket(name: string, without?: (time: number) => boolean): Bars {
  return someBars(name, { from: FROM, count: FINISHED + 1, step: HOUR, without });
}

/** The expected file of a month of hours. */
export const csvOf = (bars: Bars, count = FINISHED) =>
  barsToCsv(bars)
    .split('\n')
    .slice(0, count + 1)
    .join('\n')
    .concat('\n');

export class Downloads {
  readonly market = new StandIn();
  readonly workspace = tempFolder('bars');
  #port = 0;
  readonly progress: { readonly told: BarsProgress; readonly at: number }[] = [];

  async open(): Promise<void> {
    this.market.now = () => NOW;
    this.#port = await this.market.start();
  }

  async close(): Promise<void> {
    await this.market.stop();
  }

  /** Removes whatever was downloaded. */
  forget(): void {
    rmSync(join(this.workspace, 'data'), { recursive: true });
  }

  /** Begins a download in a child process. */
  start(task: Partial<BarsTask> = {}, signal = new AbortController().signal) {
    // The child process copies the environment when it is forked.
    process.env[STAND_IN] = String(this.#port);
    const events = { progress: (told: BarsProgress) => this.tell(told) };
    const ends = startDownload(resolve('dist/bars.js'), this.task(task), events, signal);
    delete process.env[STAND_IN];
    return ends;
  }

  /** Kills a download after a number of ms. @returns false for a download that had ended before. */
  async killed(task: Partial<BarsTask>, after: number): Promise<boolean> {
    const child = fork(resolve('dist/bars.js'), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ...this.environment() },
    });
    const port = cancellable({
      post: (message: unknown) => child.connected && child.send(message as object),
      on: (receive: (message: unknown) => void) => child.on('message', receive),
    });
    const download = createBirpc<BarsCommands, BarsEvents>({ progress: () => {} }, port);
    const ended = download.get(this.task(task), new AbortController().signal).then(() => true);
    const asked = this.market.asked.length;
    // Counted from the first request: before it there is nothing to lose.
    while (this.market.asked.length === asked && child.exitCode === null) await setTimeout(10);
    const over = await Promise.race([ended, setTimeout(after, false)]);
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    return !over;
  }

  /** The environment by which a process finds the stand-in. */
  environment(): Record<string, string> {
    return { [STAND_IN]: String(this.#port) };
  }

  /** Downloads in this process. */
  get(task: Partial<BarsTask> = {}): Promise<readonly SymbolEnd[]> {
    process.env[STAND_IN] = String(this.#port);
    const world = realWorld(this.workspace);
    delete process.env[STAND_IN];
    return getBars(this.task(task), world, new AbortController().signal, (told) => this.tell(told));
  }

  /** Downloads one symbol. @returns how the download ended. */
  async getOne(task: Partial<BarsTask> = {}): Promise<SymbolEnd> {
    return (await this.get(task))[0];
  }

  /** Downloads one symbol, which must succeed. */
  async getDone(task: Partial<BarsTask> = {}): Promise<SymbolEnd & { state: 'done' }> {
    const end = await this.getOne(task);
    if (end.state === 'done') return end;
    throw new Error(end.state === 'failed' ? end.problem.message : end.state);
  }

  /** Downloads one symbol, which must be refused. */
  async getFailed(task: Partial<BarsTask> = {}): Promise<SymbolEnd & { state: 'failed' }> {
    const end = await this.getOne(task);
    if (end.state === 'failed') return end;
    throw new Error(`it is ${end.state}`);
  }

  read(name: string): string {
    return readFileSync(join(this.workspace, 'data/market', name), 'utf8');
  }

  files(): string[] {
    return readdirSync(join(this.workspace, 'data/market')).sort();
  }

  private task(task: Partial<BarsTask>): BarsTask {
    return {
      workspace: this.workspace,
      symbols: ['BTCUSD'],
      timeframe: '1h',
      source: null,
      from: '2025-03-01',
      to: null,
      whole: false,
      acceptSymbols: [],
      acceptChanges: false,
      key: null,
      ...task,
    };
  }

  private tell(told: BarsProgress): void {
    this.progress.push({ told, at: Date.now() });
  }
}
