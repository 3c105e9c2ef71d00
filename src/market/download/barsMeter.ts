import type { BarsProgress } from './barsProtocol';

/** Interval between two messages about progress, ms. */
const TELL_EVERY = 100;

/** Counts the bars received for all symbols of a download, and tells the count ten times a second at most. */
export class BarsMeter {
  readonly #shares: number[];
  readonly #timer: NodeJS.Timeout;
  readonly #started: number;
  #bars = 0;
  /** Share of the download that was on disk when it began or was resumed, 0 to 1. */
  #given = 0;
  #waiting: { readonly text: string; readonly until: number } | null = null;
  #changed = true;

  constructor(
    symbols: number,
    private readonly now: () => number,
    private readonly tell: (progress: BarsProgress) => void,
  ) {
    this.#shares = Array(symbols).fill(0);
    this.#started = now();
    this.#timer = setInterval(() => this.show(), TELL_EVERY);
  }

  /** Begins a symbol. @param share of its span that is on disk already, 0 to 1. */
  begin(symbol: number, share: number): void {
    this.#shares[symbol] = share;
    this.#given += share / this.#shares.length;
    this.#changed = true;
  }

  /** Counts received bars. @param share of the symbol's span that is covered now, 0 to 1. */
  advance(symbol: number, bars: number, share: number): void {
    this.#bars += bars;
    this.#shares[symbol] = share;
    this.#changed = true;
  }

  /** Shows that a host is left alone. @param ms the pause. @param why a sentence without a final stop. */
  wait(host: string, ms: number, why: string): void {
    const text = `${host}: ${why}; asked again in ${Math.ceil(ms / 1000)} s`;
    this.#waiting = { text, until: this.now() + ms };
    this.#changed = true;
  }

  /** Tells the final count, and then nothing more. */
  stop(): void {
    clearInterval(this.#timer);
    this.show();
  }

  private show(): void {
    if (this.#waiting && this.#waiting.until <= this.now()) {
      this.#waiting = null;
      this.#changed = true;
    }
    if (!this.#changed) return;
    this.#changed = false;
    const elapsed = this.now() - this.#started;
    const done = this.#shares.reduce((sum, share) => sum + share, 0) / this.#shares.length;
    const own = done - this.#given;
    this.tell({
      bars: this.#bars,
      done,
      rate: elapsed > 0 ? (1000 * this.#bars) / elapsed : 0,
      timeLeft: own > 0.01 ? (elapsed / own) * (1 - done) : null,
      waiting: this.#waiting?.text ?? null,
    });
  }
}
