import PQueue from 'p-queue';
import { parseIsoTime } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { problemOf } from '../../common/problem';
import { BarsMeter } from './barsMeter';
import type { BarsProgress, BarsTask, SymbolEnd } from './barsProtocol';
import { downloadSymbol } from './downloadSymbol';
import { NeedsConsent } from './needsConsent';
import { openSource } from './sources/openSource';
import { PoliteNet, type World } from './sources/politeNet';
import type { BarSource } from './sources/source';

/** Symbols downloaded at the same time. A host gets one request at a time even so. */
const AT_ONCE = 4;
const SYMBOL = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;

/** Downloads the bars of a task's symbols. @returns how each symbol ended, in their order. @throws only after a bug. */
export async function getBars(
  task: BarsTask,
  world: World,
  signal: AbortSignal,
  tell: (progress: BarsProgress) => void,
): Promise<readonly SymbolEnd[]> {
  const meter = new BarsMeter(task.symbols.length, world.now, tell);
  const net = new PoliteNet(world, signal, (host, ms, why) => meter.wait(host, ms, why));
  // All symbols share one instance of a source: it keeps to the host's limits for all of them.
  const sources = new Map<string, BarSource>();
  const sourceOf = (name: string) => {
    const source = sources.get(name) ?? openSource(name, net, task.key);
    sources.set(name, source);
    return source;
  };
  const queue = new PQueue({ concurrency: AT_ONCE });
  const ends = task.symbols.map((symbol, index) =>
    queue.add(
      async (): Promise<SymbolEnd> => {
        try {
          signal.throwIfAborted();
          requireTask(task, symbol);
          const progress = {
            begin: (share: number) => meter.begin(index, share),
            advance: (bars: number, share: number) => meter.advance(index, bars, share),
          };
          return await downloadSymbol({ task, symbol, net, sourceOf, progress });
        } catch (error) {
          if (signal.aborted) return { symbol, state: 'cancelled' };
          if (!(error instanceof InputError)) throw error;
          const consent = error instanceof NeedsConsent ? error.consent : null;
          return { symbol, state: 'failed', problem: problemOf(error), consent };
        }
      },
      { throwOnTimeout: true },
    ),
  );
  try {
    return await Promise.all(ends);
  } finally {
    meter.stop();
  }
}

function requireTask({ symbols, from, to }: BarsTask, symbol: string): void {
  const fail = (problem: string, remedy: string) => new InputError({ file: symbol }, problem, remedy);
  if (!SYMBOL.test(symbol))
    throw fail('it is no symbol', 'Write 1 to 32 letters, digits, ".", "-" or "_", such as BTCUSD');
  if (symbols.filter((one) => one === symbol).length > 1) throw fail('it is named twice', 'Name it once');
  for (const day of [from, to])
    if (day !== null && (!/^\d{4}-\d{2}-\d{2}$/.test(day) || parseIsoTime(day) === null))
      throw fail(`${day} is no day`, 'Write days as 2025-01-31');
}
