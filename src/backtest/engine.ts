import { copyOf, type Decider, type Decision } from '../decision/decision';
import type { DecisionRequest, Memory } from '../decision/request';
import type { Bars } from '../market/bars';
import { endOfQuarter, type Quarter, quarterOf } from '../market/calendar';
import { DAY } from '../market/timeframe';
import type { ExitReason } from '../memory/outcome';
import { Account, markOf } from './account';
import { type Costs, costsFrom, type Side, slipped } from './costs';
import type { Definition } from './definition';
import { Desk, DeskRequest, type Order, situationAt } from './desk';
import { EquityCurve } from './equityCurve';
import { levelsAt, touchedAtOpen, touchedWithin } from './levels';
import { affordable, floorToStep, positionSize } from './sizing';
import { type Opening, type Trade, tradeOf } from './trade';

export interface EngineInput {
  readonly run: string;
  readonly definition: Definition;
  /** One a symbol, in the definition's order and on one grid; bars before `from` warm up indicators. */
  readonly bars: readonly Bars[];
  readonly decide: Decider;
  /** Past trades admissible for a request; asked only when somebody looks. */
  readonly recall?: (request: DecisionRequest) => readonly Memory[];
  readonly signal?: AbortSignal;
  /** When a decision's order was filled, before anything comes of it. */
  readonly onOpened?: (opening: Opening) => void;
  /** After each bar in which trades closed. */
  readonly onClosed?: (trades: readonly Trade[]) => void;
  /** After the last bar of each quarter, the run's last one included, with the run's curve so far. */
  readonly onQuarterEnd?: (quarter: Quarter, curve: EquityCurve) => void | Promise<void>;
  /** After every clock bar (`time`: its open, epoch ms); a promise makes the engine wait. */
  readonly onBar?: (time: number, equity: number) => Promise<void> | undefined;
}

export interface EngineResult {
  readonly trades: readonly Trade[];
  readonly equity: EquityCurve;
  /** Bars in which both levels were touched after an open that decided nothing, and bars with a position. */
  readonly ambiguousBars: number;
  readonly positionBars: number;
  /** Clock bars that held a position after the open. */
  readonly exposedBars: number;
  /** Entries that were decided but not made: a level on the wrong side of the close, or no cash for one step. */
  readonly refusedEntries: number;
  readonly cancelled: boolean;
}

/**
 * Plays a definition over its bars: a pure function of its input, the callbacks apart.
 * A decision taken at a bar's close fills at the symbol's next open.
 */
export async function runEngine(input: EngineInput): Promise<EngineResult> {
  return new Engine(input).run();
}

class Engine {
  private readonly definition: Definition;
  private readonly costs: Costs;
  private readonly account: Account;
  private readonly desks: readonly Desk[];
  private readonly requests: readonly DeskRequest[];
  /** Those of the desks that have a bar at this time: the first `trading` of them. */
  private readonly atWork: DeskRequest[];
  private trading = 0;
  /** Positions, and orders that wait: at most bars there are neither, and nothing to be done. */
  private held = 0;
  private ordered = 0;
  private readonly trades: Trade[] = [];
  private readonly equity: EquityCurve;
  private readonly justClosed: Trade[] = [];
  private quarter: Quarter | null = null;
  private ambiguousBars = 0;
  private positionBars = 0;
  private exposedBars = 0;
  private refusedEntries = 0;

  constructor(private readonly input: EngineInput) {
    this.definition = input.definition;
    this.costs = costsFrom(input.definition.costs);
    this.account = new Account(input.definition.capital, this.costs);
    const from = Date.parse(input.definition.from);
    const to = Date.parse(input.definition.to) + DAY;
    this.desks = input.bars.map((bars) => new Desk(bars, from, to));
    const recall = input.recall ?? (() => []);
    this.requests = this.desks.map((desk) => new DeskRequest(desk, input.run, recall));
    this.atWork = [...this.requests];
    // The clock has no more bars than the symbols together.
    this.equity = new EquityCurve(this.desks.reduce((sum, { next, end }) => sum + end - next, 0));
  }

  async run(): Promise<EngineResult> {
    const { signal } = this.input;
    for (let time = this.nextTime(); time < Infinity; time = this.nextTime()) {
      if (signal?.aborted) return this.result(true);
      const quarter = quarterOf(time);
      const quarterEnd = endOfQuarter(time);
      this.quarter = quarter;
      for (let wait = this.playUntil(quarterEnd); wait; wait = this.playUntil(quarterEnd)) {
        await wait;
        // Whoever cancels does so while something is waited for.
        if (signal?.aborted) return this.result(true);
      }
      await this.endQuarter(quarter);
    }
    return this.result(false);
  }

  /** Plays the bars before `end`, in a loop that awaits nothing. @returns what must be waited for before it goes on. */
  private playUntil(end: number): Promise<void> | null {
    for (let time = this.nextTime(); time < end; time = this.nextTime()) {
      this.callDesks(time);
      this.fillAtOpen(time);
      this.tradeWithin(time);
      this.close();
      if (this.justClosed.length > 0) this.tellClosed();
      const equity = this.equityNow();
      const pending = this.decideAll(equity);
      if (pending) return pending.then(() => this.endBar(time, equity));
      const pause = this.endBar(time, equity);
      if (pause) return pause;
    }
    return null;
  }

  private endBar(time: number, equity: number): Promise<void> | undefined {
    const last = this.nextTime() === Infinity;
    if (last) this.endRun(time);
    // Deciding moves no money, the run's end does.
    const marked = last ? this.account.cash : equity;
    this.equity.push(time, marked, this.account.cash);
    return this.input.onBar?.(time, marked);
  }

  /** The clock is the union of the symbols' calendars. @returns Infinity after the last bar. */
  private nextTime(): number {
    let time = Infinity;
    for (let index = 0; index < this.desks.length; index += 1) {
      const { nextTime } = this.desks[index];
      if (nextTime < time) time = nextTime;
    }
    return time;
  }

  private callDesks(time: number): void {
    this.trading = 0;
    for (let index = 0; index < this.requests.length; index += 1) {
      if (this.desks[index].nextTime !== time) continue;
      this.atWork[this.trading] = this.requests[index];
      this.trading += 1;
    }
  }

  /** All exits at this open, then entries in the definition's order, then entries that opened beyond a level. */
  private fillAtOpen(time: number): void {
    if (this.held === 0 && this.ordered === 0) return;
    let entries = false;
    for (let place = 0; place < this.trading; place += 1) {
      const desk = this.atWork[place].desk;
      const { order, held } = desk;
      if (!order && !held) continue;
      const open = desk.bars.open[desk.next];
      if (order?.leave) this.leave(desk, open, time, order.leave);
      else this.leaveIfBeyond(desk, open, time);
      entries ||= order !== null;
    }
    if (entries) this.enterAll(time);
    if (this.held > 0) this.exposedBars += 1;
  }

  private enterAll(time: number): void {
    const entered: Desk[] = [];
    for (let place = 0; place < this.trading; place += 1) {
      const desk = this.atWork[place].desk;
      if (!desk.order) continue;
      if (desk.order.entry && this.enter(desk, desk.order.entry, time)) entered.push(desk);
      desk.order = null;
      this.ordered -= 1;
    }
    for (const desk of entered) this.leaveIfBeyond(desk, desk.bars.open[desk.next], time);
  }

  private leaveIfBeyond(desk: Desk, open: number, time: number): void {
    if (!desk.held) return;
    const touch = touchedAtOpen(open, desk.held.position.side, desk.held.position);
    if (touch) this.leave(desk, touch.price, time, touch.reason);
  }

  private enter(desk: Desk, entry: NonNullable<Order['entry']>, time: number): boolean {
    const { side, levels, opening } = entry;
    const open = desk.bars.open[desk.next];
    const fill = slipped(open, side, this.costs);
    const payable = affordable(this.account.cash, fill, this.costs);
    const quantity =
      entry.quantity <= payable ? entry.quantity : floorToStep(payable, this.definition.sizing.quantity_step);
    if (quantity <= 0) {
      this.refusedEntries += 1;
      return false;
    }
    desk.held = { position: this.account.enter(side, quantity, open, time, levels), opening, bars: 0 };
    this.held += 1;
    this.input.onOpened?.(opening);
    return true;
  }

  /** Stops and targets inside the bar; such an exit is known at the bar's close. */
  private tradeWithin(time: number): void {
    if (this.held === 0) return;
    for (let place = 0; place < this.trading; place += 1) {
      const desk = this.atWork[place].desk;
      if (!desk.held) continue;
      this.positionBars += 1;
      desk.held.bars += 1;
      const { high, low, step } = desk.bars;
      const { position } = desk.held;
      const { touch, ambiguous } = touchedWithin(high[desk.next], low[desk.next], position.side, position);
      if (ambiguous) this.ambiguousBars += 1;
      if (touch) this.leave(desk, touch.price, time + step, touch.reason);
    }
  }

  private close(): void {
    for (let place = 0; place < this.trading; place += 1) this.atWork[place].desk.closeBar();
  }

  /** Asks for each symbol whose bar just closed, in order; a promise only where a provider needs one. */
  private decideAll(equity: number): Promise<void> | null {
    for (let place = 0; place < this.trading; place += 1) {
      const request = this.requestAt(place, equity);
      const decision = this.input.decide(request);
      if (decision instanceof Promise) return this.decideRest(place, equity, decision);
      this.order(this.atWork[place].desk, request, decision, equity);
    }
    return null;
  }

  private async decideRest(first: number, equity: number, answer: Promise<Decision>): Promise<void> {
    this.order(this.atWork[first].desk, this.atWork[first], await answer, equity);
    for (let place = first + 1; place < this.trading; place += 1) {
      const request = this.requestAt(place, equity);
      this.order(this.atWork[place].desk, request, await this.input.decide(request), equity);
    }
  }

  private requestAt(place: number, equity: number): DeskRequest {
    const quarter = this.quarter ?? '0-Q1';
    return this.atWork[place].turnTo(this.account.cash, equity, quarter);
  }

  /** Turns a decision into an order for the symbol's next open. */
  private order(desk: Desk, request: DeskRequest, decision: Decision, equity: number): void {
    const { held } = desk;
    const { max_holding: maxHolding } = this.definition.stops;
    if (decision.action === 'HOLD' && (held === null || maxHolding === undefined)) return;
    const side: Side | null = decision.action === 'BUY' ? 1 : decision.action === 'SELL' ? -1 : null;
    const against = held !== null && side !== null && side !== held.position.side;
    const leave =
      held && (against || decision.action === 'CLOSE')
        ? 'signal'
        : held && maxHolding !== undefined && held.bars >= maxHolding
          ? 'max_holding'
          : null;
    const enters = side !== null && (held === null || (against && this.definition.reverse));
    const entry =
      enters && (side > 0 || this.definition.short)
        ? this.entryFor(desk, request, decision, side, equity)
        : null;
    if (!leave && !entry) return;
    desk.order = { leave, entry };
    this.ordered += 1;
  }

  private entryFor(
    desk: Desk,
    request: DeskRequest,
    decision: Decision,
    side: Side,
    equity: number,
  ): Order['entry'] {
    const { definition, costs } = this;
    const levels = levelsAt(desk.lastClose, side, decision, definition.stops);
    const freed = desk.held ? markOf(desk.held.position, desk.lastClose) : 0;
    const quantity =
      levels &&
      positionSize(
        {
          entry: desk.lastClose,
          stop: levels.stop,
          equity,
          cash: this.account.cash + freed,
          size: decision.size,
        },
        definition.sizing,
        costs,
      );
    if (!levels || !quantity) {
      this.refusedEntries += 1;
      return null;
    }
    const { decisionId: id, symbol, time } = request;
    const index = desk.next - 1;
    const opening: Opening = {
      decisionId: id,
      symbol,
      time,
      decision: copyOf(decision),
      regime: () => desk.situations.regime(index),
      situation: () => situationAt(desk.situations, index),
      memories: request.shown,
    };
    return { side, quantity, levels, opening };
  }

  private leave(desk: Desk, rawPrice: number, time: number, reason: ExitReason): void {
    if (!desk.held || this.quarter === null) return;
    const { position, opening } = desk.held;
    const exit = this.account.leave(position, rawPrice, time, reason);
    const trade = tradeOf(position, exit, opening, this.quarter);
    desk.held = null;
    this.held -= 1;
    this.trades.push(trade);
    this.justClosed.push(trade);
  }

  /** Open positions leave at their last close; the run's end is the close of its last bar. */
  private endRun(lastBar: number): void {
    for (const desk of this.desks) this.leave(desk, desk.lastClose, lastBar + desk.bars.step, 'end_of_run');
    if (this.justClosed.length > 0) this.tellClosed();
  }

  private equityNow(): number {
    let equity = this.account.cash;
    if (this.held === 0) return equity;
    for (let index = 0; index < this.desks.length; index += 1) {
      const { held, lastClose } = this.desks[index];
      if (held) equity += markOf(held.position, lastClose);
    }
    return equity;
  }

  private tellClosed(): void {
    this.input.onClosed?.(this.justClosed.splice(0));
  }

  private async endQuarter(quarter: Quarter): Promise<void> {
    await this.input.onQuarterEnd?.(quarter, this.equity);
  }

  private result(cancelled: boolean): EngineResult {
    const { trades, equity, ambiguousBars, positionBars, exposedBars, refusedEntries } = this;
    return { trades, equity, ambiguousBars, positionBars, exposedBars, refusedEntries, cancelled };
  }
}
