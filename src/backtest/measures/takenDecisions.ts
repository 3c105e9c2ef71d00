import type { Decider, Decision } from '../../decision/decision';

/** What a decision asks of the engine; who voted for what is left out. */
type Taken = Pick<Decision, 'action' | 'stop' | 'target' | 'size'>;

const SAID = { confidence: 0, reason: '', votes: [], weights: [], leader: '' } as const;
const HOLD: Taken = { action: 'HOLD' };

/**
 * The decisions of a run in the order in which they were taken. The engine asks at the same closes in the same order
 * whatever comes of its orders, so the place of a decision is all that says when it was taken.
 */
export class TakenDecisions {
  readonly #taken: Taken[] = [];

  /** Keeps a decision, which is valid until the next one only. */
  add({ action, stop, target, size }: Decision): void {
    // Most decisions are HOLD: one object stands for them all.
    this.#taken.push(action === 'HOLD' ? HOLD : { action, stop, target, size });
  }

  /** Takes the same decisions again, from the first on. @throws Error where more are asked for than were taken. */
  again(): Decider {
    let next = 0;
    return () => {
      const taken = this.#taken[next];
      if (!taken) throw new Error(`the run took ${next} decisions, and is asked for one more`);
      next += 1;
      return { ...SAID, ...taken };
    };
  }
}
