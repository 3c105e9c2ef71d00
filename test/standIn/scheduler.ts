import { setTimeout as wait } from 'node:timers/promises';

interface Waiting {
  readonly model: string;
  readonly go: () => void;
}

/**
 * Schedules requests as Ollama does on a machine that holds one model at a time: in order of arrival, those to the loaded model side
 * by side, another model loaded once nothing is under way.
 */
export class Scheduler {
  /** Number of loads of a model. */
  loads = 0;
  loaded: string | null = null;
  #running = 0;
  #loading = false;
  readonly #waiting: Waiting[] = [];

  /** @param loadMs duration of a load. @param slots requests that a model answers at once. */
  constructor(
    private readonly loadMs: number,
    private readonly slots: number,
  ) {}

  /** Resolves when a request may be answered; `done` must be called once it was. */
  async turn(model: string): Promise<void> {
    await new Promise<void>((go) => {
      this.#waiting.push({ model, go });
      this.pump();
    });
  }

  done(): void {
    this.#running -= 1;
    this.pump();
  }

  private pump(): void {
    while (!this.#loading && this.#waiting.length > 0) {
      const [first] = this.#waiting;
      if (first.model !== this.loaded) {
        if (this.#running === 0) void this.load(first.model);
        return;
      }
      if (this.#running >= this.slots) return;
      this.#waiting.shift();
      this.#running += 1;
      first.go();
    }
  }

  private async load(model: string): Promise<void> {
    this.#loading = true;
    // A waiting client holds the process; without one the process may end.
    await wait(this.loadMs, undefined, { ref: false });
    this.loads += 1;
    this.loaded = model;
    this.#loading = false;
    this.pump();
  }
}
