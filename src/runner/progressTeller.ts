import type { Definition } from '../backtest/definition';
import { quarterOf } from '../market/calendar';
import { DAY } from '../market/timeframe';
import type { Progress } from './protocol';

/** How often progress is told, ms. */
const TELL_EVERY = 100;
/**
 * How long the engine goes on before files and messages (a cancel among them) have their turn, ms. Short, since closed
 * trades are being written meanwhile, and each step of that needs a turn.
 */
const PAUSE_EVERY = 5;

/** While the engine does not wait for anything, the clock is looked at every so many bars only. */
const LOOK_EVERY = 16;

/**
 * Watches a run's bars go by: pauses the engine now and then, and tells how far the run is.
 * @param durable how many trades are on disk: progress tells of no others.
 * @param benchmark whether it is a benchmark of the run that goes by.
 * @returns to be called after each bar; a promise where the engine must pause.
 */
export function progressTeller(
  run: string,
  definition: Definition,
  tell: (progress: Progress) => void,
  durable: () => number,
  benchmark = false,
): { onBar: (time: number, equity: number) => Promise<void> | undefined; stop: () => void } {
  const from = Date.parse(definition.from);
  const span = Date.parse(definition.to) + DAY - from;
  const started = performance.now();
  let told = 0;
  let paused = started;
  let bars = 0;
  // An engine that waits for its providers lets this fire; one that does not is looked at by the count of its bars.
  let due = false;
  const timer = setInterval(() => {
    due = true;
  }, TELL_EVERY);

  const pause = async (time: number, equity: number) => {
    await new Promise((resume) => setImmediate(resume));
    paused = performance.now();
    due = false;
    if (paused - told < TELL_EVERY) return;
    told = paused;
    const done = (time - from) / span;
    const timeLeft = done > 0.01 ? ((paused - started) / done) * (1 - done) : null;
    tell({ run, benchmark, quarter: quarterOf(time), time, done, trades: durable(), equity, timeLeft });
  };
  return {
    onBar(time, equity) {
      bars += 1;
      if (!due && (bars % LOOK_EVERY !== 0 || performance.now() - paused < PAUSE_EVERY)) return undefined;
      return pause(time, equity);
    },
    stop: () => clearInterval(timer),
  };
}
