import type { RunSummary } from '../backtest/runSummary';
import type { Quarter } from '../market/calendar';
import type { InputError, Place } from '../market/inputError';

/** How far a run has come. */
export interface Progress {
  readonly run: string;
  /** Whether the run itself is over, and what it is held against is being played. */
  readonly benchmark: boolean;
  readonly quarter: Quarter;
  /** Epoch ms of the close just decided. */
  readonly time: number;
  /** 0 to 1, by simulated time. */
  readonly done: number;
  readonly trades: number;
  /** Account currency. */
  readonly equity: number;
  /** Milliseconds until the end at the speed so far; null at first. */
  readonly timeLeft: number | null;
}

/** A mistake of the user's, as it crosses to another process. `message` is the whole sentence. */
export interface Problem extends Place {
  readonly problem: string;
  readonly remedy: string;
  readonly message: string;
}

/** A run to begin, of a definition (absolute path), or one to go on with, by its id. */
export type RunTask =
  | { readonly kind: 'fresh'; readonly definition: string }
  | { readonly kind: 'resume'; readonly run: string };

/** How a run ended. `failed` is bad input; a bug rejects `start` instead, with its stack. */
export type RunEnd =
  | { readonly state: 'done' | 'cancelled'; readonly run: RunSummary }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] };

/** What the editor or a test asks of the runner's process. */
export interface RunnerCommands {
  /** Runs a definition to its end. `workspace` is an absolute path. */
  start(workspace: string, task: RunTask): Promise<RunEnd>;
  cancel(): void;
}

/** What the runner tells while it works. */
export interface RunnerEvents {
  /** At most ten a second; the trades it counts are on disk. */
  progress(progress: Progress): void;
  log(message: string): void;
}

export function problemOf({ place, problem, remedy, message }: InputError): Problem {
  return { ...place, problem, remedy, message };
}
