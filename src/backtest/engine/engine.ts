import { endOfQuarter, isoTime, type Quarter, quarterOf } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { DAY } from '../../common/timeframe';
import type { Decider, Decision } from '../../decision/decision';
import type { DecisionRequest, Memory } from '../../decision/request';
import type { Bars } from '../../market/bars';
import type { Definition } from '../definition/definition';
import { Book } from './book';
import { BookRequest } from './bookRequest';
import { Broker } from './broker';
import { clockOf, firstAt } from './clock';
import { EquityCurve } from './equityCurve';
import { requestsAhead } from './requestsAhead';
import type { Refusals } from './sizing';
import type { Opening, Trade } from './trade';

export interface EngineInput {
  readonly run: string;
  readonly definition: Definition;
  /** Bars of each symbol, in the definition's order and on one grid; bars before `from` warm up indicators. */
  readonly bars: readonly Bars[];
  readonly decide: Decider;
  /** Past trades admissible for a request; asked only when somebody looks. */
  readonly recall?: (request: DecisionRequest) => readonly Memory[];
  readonly signal?: AbortSignal;
  /** Asks ahead for deciders that must ask others; the engine waits for the answers. */
  readonly ahead?: Ahead;
  /** Called when a decision's order was filled, before anything comes of the position. */
  readonly onOpened?: (opening: Opening) => void;
  /** After each bar in which trades closed. */
  readonly onClosed?: (trades: readonly Trade[]) => void;
  /** After the last bar of each quarter, the run's last one included, with the run's curve so far. */
  readonly onQuarterEnd?: (quarter: Quarter, curve: EquityCurve) => void | Promise<void>;
  /** After every clock bar (`time`: its open, epoch ms); a promise makes the engine wait. */
  readonly onBar?: (time: number, equity: number) => Promise<void> | undefined;
}

/** Requests that will be decided, in their order; to be gone through as often as is needed, one valid until the next. */
export type Requests = () => Iterable<DecisionRequest>;

export interface Ahead {
  /** Before a quarter's first bar: all its closes. What depends on earlier decisions is not known of them. */
  readonly quarter?: (requests: Requests) => Promise<void>;
  /** Before the decisions of a close: those of all symbols. */
  readonly close?: (requests: Requests) => Promise<void>;
}

export interface EngineResult {
  readonly trades: readonly Trade[];
  readonly equity: EquityCurve;
  /** Bars in which both levels were touched after an open that decided nothing, and bars with a position. */
  readonly ambiguousBars: number;
  readonly positionBars: number;
  /** Clock bars that held a position after the open. */
  readonly exposedBars: number;
  /** Entries that were decided but not made. */
  readonly refusedEntries: number;
  readonly refusals: Refusals;
  readonly cancelled: boolean;
}

/**
 * Plays a definition over its bars: a pure function of its input, the callbacks apart.
 * A decision taken at a bar's close fills at the symbol's next open.
 * @throws InputError where prices move beyond what numbers can hold.
 */
export async function runEngine(input: EngineInput): Promise<EngineResult> {
  return new Engine(input).run();
}

class Engine {
  /** When each clock bar opens, and the index of the one to come. */
  private readonly clock: Float64Array;
  private bar = 0;
  private readonly books: readonly Book[];
  private readonly requests: readonly BookRequest[];
  private readonly broker: Broker;
  private readonly equity: EquityCurve;

  constructor(private readonly input: EngineInput) {
    const { definition, bars, run, recall = () => [], onOpened = () => {} } = input;
    const from = Date.parse(definition.from);
    this.clock = clockOf(bars, from, Date.parse(definition.to) + DAY);
    this.equity = new EquityCurve(this.clock);
    this.books = bars.map((own) => new Book(own, from));
    this.broker = new Broker(definition, this.books, onOpened);
    this.requests = this.books.map((book) => new BookRequest(book, run, this.broker, recall));
  }

  async run(): Promise<EngineResult> {
    const { clock, broker } = this;
    const { signal, ahead, onQuarterEnd } = this.input;
    while (this.bar < clock.length) {
      if (signal?.aborted) return this.result(true);
      broker.quarter = quarterOf(clock[this.bar]);
      const end = firstAt(clock, endOfQuarter(clock[this.bar]));
      if (ahead?.quarter) {
        await ahead.quarter(this.requestsUntil(end));
        if (signal?.aborted) return this.result(true);
      }
      for (let wait = this.playUntil(end); wait; wait = this.playUntil(end)) {
        await wait;
        // Whoever cancels does so while something is waited for.
        if (signal?.aborted) return this.result(true);
      }
      this.equity.exposedBars = broker.exposedBars;
      await onQuarterEnd?.(broker.quarter, this.equity);
    }
    return this.result(false);
  }

  /** Plays the bars before `end`, in a loop that awaits nothing. @returns what must be waited for before it goes on. */
  private playUntil(end: number): Promise<void> | null {
    const { clock, broker } = this;
    const { ahead, onClosed } = this.input;
    while (this.bar < end) {
      broker.play(clock[this.bar]);
      if (!Number.isFinite(broker.equity)) throw this.beyondNumbers();
      if (onClosed && broker.hasClosed) onClosed(broker.justClosed());
      const pending = ahead?.close ? this.askAndDecide() : this.decideAll();
      if (pending) return pending.then(() => this.endBar());
      const pause = this.endBar();
      if (pause) return pause;
    }
    return null;
  }

  private requestsUntil(end: number): Requests {
    const { run, bars, recall = () => [] } = this.input;
    const { clock, broker, bar } = this;
    return () =>
      requestsAhead({ run, bars, recall, quarter: broker.quarter, clock: clock.subarray(bar, end) });
  }

  private async askAndDecide(): Promise<void> {
    const { ahead, signal } = this.input;
    const closed = this.requests.filter(({ book }) => book.hasBar);
    await ahead?.close?.(() => closed);
    // Nothing is decided after a cancel that was not asked.
    if (!signal?.aborted) await this.decideAll();
  }

  /** Asks for each symbol whose bar just closed, in order; a promise only where a provider needs one. */
  private decideAll(): Promise<void> | null {
    for (let index = 0; index < this.requests.length; index += 1) {
      const request = this.requests[index];
      if (request.book.hasBar !== true) continue;
      const decision = this.input.decide(request);
      // Avoids instanceof, which walks up the prototypes at every bar.
      if ('then' in decision) return this.decideRest(index, decision);
      this.broker.order(request, decision);
    }
    return null;
  }

  private async decideRest(first: number, answer: Promise<Decision>): Promise<void> {
    this.broker.order(this.requests[first], await answer);
    for (const request of this.requests.slice(first + 1))
      if (request.book.hasBar) this.broker.order(request, await this.input.decide(request));
  }

  private endBar(): Promise<void> | undefined {
    const { broker, clock, bar } = this;
    this.bar = bar + 1;
    if (this.bar === clock.length) this.endRun();
    this.equity.push(broker.equity, broker.cash);
    return this.input.onBar?.(clock[bar], broker.equity);
  }

  /** The run's end is the close of its last bar. */
  private endRun(): void {
    this.broker.leaveAll(this.clock[this.clock.length - 1] + this.books[0].bars.step);
    if (this.broker.hasClosed) this.input.onClosed?.(this.broker.justClosed());
  }

  /** Prices of the bars move so far that no figure of what follows would be a number. */
  private beyondNumbers(): InputError {
    const file = this.input.definition.symbols.map((symbol) => symbol.file).join(', ');
    const time = isoTime(this.clock[this.bar]);
    return new InputError(
      { file },
      `equity is beyond what a number can hold from ${time} on`,
      'Look at the prices there, and mend them',
    );
  }

  private result(cancelled: boolean): EngineResult {
    const { trades, ambiguousBars, positionBars, exposedBars, refusals } = this.broker;
    const { equity } = this;
    const refusedEntries = Object.values(refusals).reduce((sum, count) => sum + count, 0);
    return {
      trades,
      equity,
      ambiguousBars,
      positionBars,
      exposedBars,
      refusedEntries,
      refusals,
      cancelled,
    };
  }
}
