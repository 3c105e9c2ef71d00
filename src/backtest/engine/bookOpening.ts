import { copyOf, type Decision } from '../../decision/decision';
import type { Memory, Situation } from '../../decision/request';
import type { Regime } from '../../market/regime';
import { decisionId } from '../../memory/outcome';
import type { Desk } from './book';
import { type DeskRequest, situationAt } from './bookRequest';
import type { Opening } from './trade';

/** Keeps of a decision what will be told of its trade; what can be found again later is found when somebody looks. */
export class DeskOpening implements Opening {
  readonly decision: Decision;
  readonly memories: readonly Memory[];
  private readonly desk: Desk;
  private readonly run: string;
  /** Of the bar at whose close it was taken. */
  private readonly bar: number;

  constructor({ desk, run, shown }: DeskRequest, decision: Decision) {
    this.decision = copyOf(decision);
    this.memories = shown;
    this.desk = desk;
    this.run = run;
    this.bar = desk.next - 1;
  }

  get symbol(): string {
    return this.desk.symbol;
  }
  get time(): number {
    const { time, step } = this.desk.bars;
    return time[this.bar] + step;
  }
  get decisionId(): string {
    return decisionId(this.run, this.desk.symbol, this.desk.bars.time[this.bar]);
  }
  get regime(): Regime | null {
    return this.desk.situations.regime(this.bar);
  }
  get situation(): Situation | null {
    return situationAt(this.desk.situations, this.bar);
  }
}
