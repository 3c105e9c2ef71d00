import { setTimeout as wait } from 'node:timers/promises';
import { Interruption, isHostFailure, ProviderFailure } from './provider';
import { OnceTold } from './providers/onceTold';

/** How often a host must answer another question, and each time fail at this one, for the failure to be this question's own. */
const ENOUGH = 3;

/** What is asked of a provider. */
export interface Trial<Said> {
  ask(): Promise<Said>;
  /** Asks a question that was answered before; null where none was. */
  askOther(): Promise<unknown> | null;
  readonly signal: AbortSignal;
}

/**
 * Keeps a question until its provider's host can answer: a host that is gone or refuses gives no answer, and none is made up.
 * While the host fails, one question at a time is tried, after the host's waits, so that failures in a row follow one another
 * however many questions are asked at once.
 */
export class HostPatience {
  /** Failures of the host since it last answered. Questions that were under way when the host failed have failed with it. */
  #failures = 0;
  /** Questions in a row that passed their deadline. Each counts as failed; a provider that says nothing any more ends the run. */
  #silences = 0;
  #interruption: Interruption | null = null;
  readonly #told: OnceTold;
  #line: Promise<unknown> = Promise.resolve();

  /**
   * @param waits before the tries after a failure, ms; the last of them before all that follow.
   * @param most failures in a row end the run. @param tell is told the first failure, and how many there were in all.
   */
  constructor(
    private readonly provider: string,
    private readonly waits: readonly number[],
    private readonly most: number,
    tell: (text: string) => void,
  ) {
    this.#told = new OnceTold((text) => tell(`${provider}: ${text}`));
  }

  /**
   * Asks until there is an answer.
   * @throws Interruption for a host that fails too often in a row; ProviderFailure where the question failed, and not the host.
   */
  async ask<Said>(trial: Trial<Said>): Promise<Said> {
    if (this.#failures > 0) return this.inLine(() => this.persist(trial, null));
    const said = await this.attempt(trial.ask);
    if (!(said instanceof ProviderFailure)) return said;
    this.#failures = Math.max(1, this.#failures);
    this.#told.happened('failure of its host', `${said.message}; the question is asked again`);
    return this.inLine(() => this.persist(trial, said));
  }

  /** Tells how often the host failed. */
  total(): void {
    this.#told.total();
  }

  private inLine<Said>(work: () => Promise<Said>): Promise<Said> {
    const turn = this.#line.then(work);
    this.#line = turn.catch(() => {});
    return turn;
  }

  /** @param failed how the host failed the question already; null where the question was not asked yet. */
  private async persist<Said>(trial: Trial<Said>, failed: ProviderFailure | null): Promise<Said> {
    let failure = failed;
    let answeredOther = 0;
    for (;;) {
      if (this.#interruption) throw this.#interruption;
      if (failure) {
        const isAsked = answeredOther > 0 || failure.why === 'refused' || this.#failures >= this.most;
        if (isAsked && (await this.answersOther(trial))) answeredOther += 1;
        if (answeredOther === ENOUGH) throw failure;
        if (this.#failures >= this.most) {
          this.#interruption = new Interruption(this.provider, this.#failures, failure);
          throw this.#interruption;
        }
      }
      if (answeredOther === 0) await this.wait(trial.signal);
      const said = await this.attempt(trial.ask);
      if (!(said instanceof ProviderFailure)) return said;
      failure = said;
      this.#failures += 1;
    }
  }

  /**
   * Whether the host answers another question, which ends its failures in a row: the failure may then be the question's own,
   * such as a prompt that the host cannot take. Asked where a host refuses, and before a run would end.
   */
  private async answersOther(trial: Trial<unknown>): Promise<boolean> {
    const other = trial.askOther();
    if (!other) return false;
    try {
      return !((await this.attempt(() => other)) instanceof ProviderFailure);
    } catch (error) {
      // An answer that cannot be used is an answer of the host.
      if (error instanceof ProviderFailure) return true;
      throw error;
    }
  }

  /**
   * @returns what was said, or how the host failed. @throws any other failure, which is the question's own; Interruption for a
   * provider that says nothing any more.
   */
  private async attempt<Said>(ask: () => Promise<Said>): Promise<Said | ProviderFailure> {
    try {
      const said = await ask();
      this.#failures = 0;
      this.#silences = 0;
      return said;
    } catch (error) {
      if (isHostFailure(error)) return error;
      if (!(error instanceof ProviderFailure)) throw error;
      this.#failures = 0;
      this.#silences = error.why === 'deadline' ? this.#silences + 1 : 0;
      if (this.#silences < this.most) throw error;
      this.#interruption = new Interruption(this.provider, this.#silences, error);
      throw this.#interruption;
    }
  }

  private async wait(signal: AbortSignal): Promise<void> {
    const ms = this.#failures > 0 ? (this.waits[this.#failures - 1] ?? this.waits.at(-1) ?? 0) : 0;
    if (ms > 0) await wait(ms, undefined, { signal }).catch(() => {});
    if (signal.aborted) throw new ProviderFailure('cancelled');
  }
}
