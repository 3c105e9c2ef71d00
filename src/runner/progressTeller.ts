import type { Definition } from '../backtest/definition';
import { quarterOf } from '../market/calendar';
import { DAY } from '../market/timeframe';
import type { Progress } from './protocol';

/** How often progress is told, ms. What closed meanwhile is on disk by then. */
const TELL_EVERY = 100;
/** How long the engine goes on before it lets messages (a cancel among them) and files have their turn, ms. */
const PAUSE_EVERY = 20;

/**
 * Watches a run's bars go by: pauses the engine now and then, and tells how far the run is once `settled` resolves:
 * the trades it tells of are on disk.
 * @returns to be called after each bar; a promise where the engine must wait.
 */
export function progressTeller(
  run: string,
  definition: Definition,
  tell: (progress: Progress) => void,
  settled: () => Promise<void>,
): (point: { time: number; equity: number }, trades: number) => Promise<void> | undefined {
  const from = Date.parse(definition.from);
  const span = Date.parse(definition.to) + DAY - from;
  const started = performance.now();
  let told = 0;
  let paused = started;

  const pause = async ({ time, equity }: { time: number; equity: number }, trades: number) => {
    const tells = performance.now() - told >= TELL_EVERY;
    if (tells) await settled();
    await new Promise((resume) => setImmediate(resume));
    paused = performance.now();
    if (!tells) return;
    told = paused;
    const done = (time - from) / span;
    const timeLeft = done > 0.01 ? ((paused - started) / done) * (1 - done) : null;
    tell({ run, quarter: quarterOf(time), time, done, trades, equity, timeLeft });
  };
  return (point, trades) => (performance.now() - paused < PAUSE_EVERY ? undefined : pause(point, trades));
}
