import type { Quarter } from '../../common/calendar';
import type { MemoryView } from '../../memory/memoryView';
import type { Ensemble } from '../ensemble';
import type { LearnedWeights, Learner } from './learner';

/** A quarter after every quarter of a run. */
const LAST_QUARTER: Quarter = '9999-Q4';

/** Gives an ensemble, before each decision, the weights that the trades known by then teach. */
export class Learning {
  readonly #unlearned: LearnedWeights;
  #told: Quarter | null = null;

  /** @param tell is told the first change of the weights in a quarter. */
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

  /** Multipliers that votes have now. */
  get weights(): LearnedWeights {
    return this.ensemble.learned ?? this.#unlearned;
  }

  /** Learns from all trades of the run, and gives the weights with which a next quarter would start. */
  learnRest(): LearnedWeights {
    this.learner.learn(this.view.moveTo(Infinity, LAST_QUARTER));
    return this.learner.weights;
  }
}
