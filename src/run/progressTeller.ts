import type { Definition } from '../backtest/definition/definition';
import { quarterOf } from '../common/calendar';
import { DAY } from '../common/timeframe';
import type { Asked } from '../decision/asker';
import type { Asking, Progress } from './process/protocol';

/** How often progress is told, ms. */
const TELL_EVERY = 100;
/**
 * How long the engine goes on before files and messages (a cancel among them) have their turn, ms. Short, since closed
 * trades are being written meanwhile, and each step of that needs a turn.
 */
const PAUSE_EVERY = 5;

/** While the engine does not wait for anything, the clock is looked at every so many bars only. */
const LOOK_EVERY = 16;
/** Number of answers from which on the time left is told by their speed. */
const ENOUGH = 20;

/** What is told of beside the bars: the run, its questions, and its trades on disk. */
export interface Watched {
  readonly run: string;
  readonly definition: Definition;
  /** Answers that the run needs of those that are asked, and how long they may take, ms. */
  readonly answers: number;
  readonly time: number | null;
  /** Whether it is a benchmark of the run that goes by. */
  readonly benchmark: boolean;
  /** How many trades are on disk: progress tells of no others. */
  durable(): number;
}

/**
 * Watches a run go by, its bars and the answers it is given: pauses the engine now and then, and tells how far the run is.
 * @returns onBar: to be called after each bar; a promise where the engine must pause.
 */
export function progressTeller(
  { run, definition, answers, time: expected, benchmark, durable }: Watched,
  tell: (progress: Progress) => void,
): {
  onBar: (time: number, equity: number) => Promise<void> | undefined;
  onAsked: (asked: Asked) => void;
  stop: () => void;
} {
  const from = Date.parse(definition.from);
  const span = Date.parse(definition.to) + DAY - from;
  const started = performance.now();
  let told = 0;
  let paused = started;
  let bars = 0;
  let latest = { time: from, equity: definition.capital };
  let asked: Asked | null = null;
  /** While nobody was asked yet, the log answered: that says nothing of the speed. */
  let askedFrom = started;
  // An engine that waits for its providers lets this fire; one that does not is looked at by the count of its bars.
  let due = false;
  const timer = setInterval(() => {
    due = true;
  }, TELL_EVERY);

  const tellNow = (now: number) => {
    if (now - told < TELL_EVERY) return;
    told = now;
    const { time, equity } = latest;
    const answered = asked ? asked.asked + asked.logged + asked.reused : 0;
    const played = (time - from) / span;
    const done = answers > 0 ? Math.min(1, answered / answers) : played;
    const bySpeed =
      answers > 0
        ? asked && asked.asked >= ENOUGH
          ? ((now - askedFrom) / asked.asked) * (answers - answered)
          : expected && expected * (1 - done)
        : done > 0.01
          ? ((now - started) / done) * (1 - done)
          : null;
    tell({
      run,
      benchmark,
      quarter: quarterOf(time),
      time,
      done,
      trades: durable(),
      equity,
      timeLeft: bySpeed,
      asking: answers > 0 ? askingOf(asked, answers, now - askedFrom) : null,
    });
  };
  const pause = async (time: number, equity: number) => {
    await new Promise((resume) => setImmediate(resume));
    paused = performance.now();
    due = false;
    latest = { time, equity };
    tellNow(paused);
  };
  return {
    onBar(time, equity) {
      bars += 1;
      if (!due && (bars % LOOK_EVERY !== 0 || performance.now() - paused < PAUSE_EVERY)) return undefined;
      return pause(time, equity);
    },
    onAsked(counts) {
      const now = performance.now();
      if ((asked?.asked ?? 0) === 0) askedFrom = now;
      asked = counts;
      tellNow(now);
    },
    stop: () => clearInterval(timer),
  };
}

function askingOf(asked: Asked | null, of: number, took: number): Asking {
  if (!asked) return { answers: 0, of, reused: 0, failed: 0, tokensPerSecond: null };
  const { reused, failed, tokens } = asked;
  return {
    answers: asked.asked + asked.logged + reused,
    of,
    reused,
    failed,
    tokensPerSecond: tokens > 0 && took > 0 ? tokens / (took / 1000) : null,
  };
}
