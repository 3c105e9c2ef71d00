import type { InterruptedSummary, RunSummary } from '../../backtest/results/runSummary';
import type { Quarter } from '../../common/calendar';
import type { Problem } from '../../common/problem';
import type { OllamaHost } from '../../decision/ollama/ollamaHost';

/** Progress of a run. */
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
  /** Null where nobody is asked. */
  readonly asking: Asking | null;
}

/** Progress of a run's questions to models and programs. */
export interface Asking {
  /** Answers there are so far, of how many that the run needs. */
  readonly answers: number;
  readonly of: number;
  /** Answers among them that an earlier run was given, and that were failures. */
  readonly reused: number;
  readonly failed: number;
  /** Speed at which all models together say their answers; null before the first answer. */
  readonly tokensPerSecond: number | null;
}

/** A run to begin, of a definition (absolute path), or one to go on with, by its id. */
export type RunTask =
  | { readonly kind: 'fresh'; readonly definition: string }
  | { readonly kind: 'resume'; readonly run: string };

/**
 * How a run ended. `interrupted`: a provider's host does not answer, and the run can be resumed; `failed` is bad input; a bug
 * rejects `start` instead, with its stack.
 */
export type RunEnd =
  | { readonly state: 'done' | 'cancelled'; readonly run: RunSummary }
  | { readonly state: 'interrupted'; readonly run: InterruptedSummary }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] };

/** What to decide now: a symbol of a definition, absolute path. */
export interface DecideTask {
  readonly definition: string;
  readonly symbol: string;
}

/** `text`: the decision in words, to be shown as they are. */
export type DecideEnd = { readonly text: string } | { readonly problems: readonly Problem[] };

/** What the editor or a test asks of the runner's process. */
export interface RunnerCommands {
  /**
   * Runs a definition to its end, or until `signal` aborts. What `ollama` has of secrets goes no further.
   * @param workspace absolute path.
   * @param models whether the other end answers as `EditorModels`.
   */
  start(
    workspace: string,
    task: RunTask,
    ollama: OllamaHost,
    models: boolean,
    signal: AbortSignal,
  ): Promise<RunEnd>;
  /** Decides for a symbol of a definition at its latest bar. */
  decide(
    workspace: string,
    task: DecideTask,
    ollama: OllamaHost,
    models: boolean,
    signal: AbortSignal,
  ): Promise<DecideEnd>;
}

/** What the runner tells while it works. */
export interface RunnerEvents {
  /** Tells progress at most ten times a second; the trades that are counted are on disk. */
  progress(progress: Progress): void;
  /** What it will ask and how long that may take, in words; before it asks, and only where it asks anybody. */
  estimate(text: string): void;
  log(message: string): void;
}
