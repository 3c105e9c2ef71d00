import { setTimeout as wait } from 'node:timers/promises';

interface Waiting {
  readonly model: string;
  readonly go: () => void;
}

/**
 * A machine that holds one model at a time, as Ollama's scheduler treats one: requests in the order they came, those to
 * the model in memory side by side, another one loaded once nothing is under way.
 */
export class Scheduler {
  /** How often a model was loaded. */
  loads = 0;
  loaded: string | null = null;
  #running = 0;
  #loading = false;
  readonly #waiting: Waiting[] = [];

  /** @param loadMs what loading costs. @param slots how many requests a model answers at once. */
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
    // Whoever waits for it holds the process; where nobody does any more, it may end.
    await wait(this.loadMs, undefined, { ref: false });
    this.loads += 1;
    this.loaded = model;
    this.#loading = false;
    this.pump();
  }
}
