import type { Quarter } from '../../common/calendar';
import type { MemoryView } from '../../memory/memoryView';
import type { Ensemble } from '../ensemble';
import type { LearnedWeights, Learner } from './learner';

/** After every quarter of a run: all its trades are of earlier ones. */
const LAST_QUARTER: Quarter = '9999-Q4';

/** Gives an ensemble, before each decision, what the trades known by then teach. */
export class Learning {
  readonly #unlearned: LearnedWeights;
  #told: Quarter | null = null;

  /** @param tell of the first change of the weights in a quarter. */
  constructor(
    private readonly view: MemoryView,
    private readonly ensemble: Ensemble,
    private readonly learner: Learner,
    private readonly tell: (time: number, weights: LearnedWeights) => void,
  ) {
    this.#unlearned = learner.weights;
  }

  /** Moves memory and weights to a decision at `time` (epoch ms) about a bar of `quarter`. */
  moveTo(time: number, quarter: Quarter): void {
    const arrived = this.view.moveTo(time, quarter);
    if (arrived.length === 0) return;
    this.learner.learn(arrived);
    this.ensemble.learned = this.learner.weights;
    if (this.#told !== quarter) this.tell(time, this.ensemble.learned);
    this.#told = quarter;
  }

  /** What votes are multiplied by. */
  get weights(): LearnedWeights {
    return this.ensemble.learned ?? this.#unlearned;
  }

  /** What is learned once all trades are known: what a next quarter would start with. */
  learnRest(): LearnedWeights {
    this.learner.learn(this.view.moveTo(Infinity, LAST_QUARTER));
    return this.learner.weights;
  }
}
