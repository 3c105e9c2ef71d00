import { copyOf, type Decision } from '../../decision/decision';
import type { Memory, Situation } from '../../decision/request';
import type { Regime } from '../../market/regime';
import { decisionId } from '../../memory/decisionId';
import type { Book } from './book';
import { type BookRequest, situationAt } from './bookRequest';
import type { Opening } from './trade';

/** Keeps of a decision what will be told of its trade; what can be found again later is found when somebody looks. */
export class BookOpening implements Opening {
  readonly decision: Decision;
  readonly memories: readonly Memory[];
  private readonly book: Book;
  private readonly run: string;
  /** Index of the bar at whose close the decision was taken. */
  private readonly bar: number;

  constructor({ book, run, shown }: BookRequest, decision: Decision) {
    this.decision = copyOf(decision);
    this.memories = shown;
    this.book = book;
    this.run = run;
    this.bar = book.next - 1;
  }

  get symbol(): string {
    return this.book.symbol;
  }
  get time(): number {
    const { time, step } = this.book.bars;
    return time[this.bar] + step;
  }
  get decisionId(): string {
    return decisionId(this.run, this.book.symbol, this.book.bars.time[this.bar]);
  }
  get regime(): Regime | null {
    return this.book.situations.regime(this.bar);
  }
  get situation(): Situation | null {
    return situationAt(this.book.situations, this.bar);
  }
}
