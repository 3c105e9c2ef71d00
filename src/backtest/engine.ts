import type { Decider, Decision } from '../decision/decision';
import type { DecisionRequest, LazyRequest, Memory } from '../decision/request';
import type { Bars } from '../market/bars';
import { type Quarter, quarterOf } from '../market/calendar';
import { DAY } from '../market/timeframe';
import type { ExitReason } from '../memory/outcome';
import { Account, markOf } from './account';
import { type Costs, costsFrom, type Side, slipped } from './costs';
import type { Definition } from './definition';
import { type Desk, type Order, openDesk, requestOf } from './desk';
import { levelsAt, touchedAtOpen, touchedWithin } from './levels';
import { affordable, floorToStep, positionSize } from './sizing';
import type { Trade } from './trade';

/** Equity after each clock bar. */
export interface EquityPoint {
  /** The bar's open, epoch ms: it says in which day and quarter the bar lies. */
  readonly time: number;
  readonly equity: number;
  readonly cash: number;
}

export interface EngineInput {
  readonly run: string;
  readonly definition: Definition;
  /** One a symbol, in the definition's order and on one grid; bars before `from` warm up indicators. */
  readonly bars: readonly Bars[];
  readonly decide: Decider;
  /** Past trades admissible for a request; asked only when somebody looks. */
  readonly recall?: (request: DecisionRequest, quarter: Quarter) => readonly Memory[];
  readonly signal?: AbortSignal;
  /** After each bar in which trades closed. */
  readonly onClosed?: (trades: readonly Trade[]) => void;
  /** After the last bar of each quarter, the run's last one included. */
  readonly onQuarterEnd?: (quarter: Quarter) => void | Promise<void>;
  /** After every clock bar. */
  readonly onBar?: (point: EquityPoint) => void | Promise<void>;
}

export interface EngineResult {
  readonly trades: readonly Trade[];
  readonly equity: readonly EquityPoint[];
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
  private readonly trades: Trade[] = [];
  private readonly equity: EquityPoint[] = [];
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
    this.desks = input.bars.map((bars) => openDesk(bars, from, to));
  }

  async run(): Promise<EngineResult> {
    const { onBar, signal } = this.input;
    for (let time = this.nextTime(); time !== null; ) {
      if (signal?.aborted) return this.result(true);
      const quarter = quarterOf(time);
      if (this.quarter !== null && quarter !== this.quarter) await this.endQuarter(this.quarter);
      this.quarter = quarter;

      const trading = this.desks.filter((desk) => desk.next < desk.end && desk.bars.time[desk.next] === time);
      this.fillAtOpen(trading, time);
      this.tradeWithin(trading, time);
      for (const desk of trading) this.close(desk);
      if (this.justClosed.length > 0) this.tellClosed();
      const pending = this.decideAll(trading, quarter);
      if (pending) await pending;
      if (signal?.aborted) return this.result(true);

      const following = this.nextTime();
      if (following === null) this.endRun(time);
      const point = { time, equity: this.equityNow(), cash: this.account.cash };
      this.equity.push(point);
      const pause = onBar?.(point);
      if (pause) await pause;
      time = following;
    }
    if (this.quarter !== null) await this.endQuarter(this.quarter);
    return this.result(false);
  }

  /** The clock is the union of the symbols' calendars. */
  private nextTime(): number | null {
    let time: number | null = null;
    for (const { next, end, bars } of this.desks) {
      if (next < end && (time === null || bars.time[next] < time)) time = bars.time[next];
    }
    return time;
  }

  /** All exits at this open, then entries in the definition's order, then entries that opened beyond a level. */
  private fillAtOpen(trading: readonly Desk[], time: number): void {
    const entered: Desk[] = [];
    for (const desk of trading) {
      const open = desk.bars.open[desk.next];
      if (desk.order?.leave) this.leave(desk, open, time, desk.order.leave);
      else this.leaveIfBeyond(desk, open, time);
    }
    for (const desk of trading) {
      if (desk.order?.entry && this.enter(desk, desk.order.entry, time)) entered.push(desk);
      desk.order = null;
    }
    for (const desk of entered) this.leaveIfBeyond(desk, desk.bars.open[desk.next], time);
    if (this.desks.some((desk) => desk.held)) this.exposedBars += 1;
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
    return true;
  }

  /** Stops and targets inside the bar; such an exit is known at the bar's close. */
  private tradeWithin(trading: readonly Desk[], time: number): void {
    for (const desk of trading) {
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

  private close(desk: Desk): void {
    desk.lastClose = desk.bars.close[desk.next];
    desk.next += 1;
    desk.history.advanceTo(desk.next);
  }

  /** Asks for each symbol whose bar just closed, in order; a promise only where a provider needs one. */
  private decideAll(trading: readonly Desk[], quarter: Quarter): Promise<void> | null {
    const equity = this.equityNow();
    for (let index = 0; index < trading.length; index += 1) {
      const desk = trading[index];
      const request = this.requestFor(desk, equity, quarter);
      const decision = this.input.decide(request);
      if (decision instanceof Promise) {
        return this.decideRest(trading.slice(index), quarter, equity, request, decision);
      }
      this.place(desk, request, decision, equity);
    }
    return null;
  }

  private async decideRest(
    trading: readonly Desk[],
    quarter: Quarter,
    equity: number,
    asked: LazyRequest,
    answer: Promise<Decision>,
  ): Promise<void> {
    this.place(trading[0], asked, await answer, equity);
    for (const desk of trading.slice(1)) {
      const request = this.requestFor(desk, equity, quarter);
      this.place(desk, request, await this.input.decide(request), equity);
    }
  }

  private requestFor(desk: Desk, equity: number, quarter: Quarter): LazyRequest {
    const { run, recall } = this.input;
    return requestOf(
      desk,
      run,
      { cash: this.account.cash, equity },
      (request) => recall?.(request, quarter) ?? [],
    );
  }

  /** Turns a decision into an order for the symbol's next open. */
  private place(desk: Desk, request: LazyRequest, decision: Decision, equity: number): void {
    const { held } = desk;
    const side: Side | null = decision.action === 'BUY' ? 1 : decision.action === 'SELL' ? -1 : null;
    const against = held !== null && side !== null && side !== held.position.side;
    const { max_holding: maxHolding } = this.definition.stops;
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
    desk.order = leave || entry ? { leave, entry } : null;
  }

  private entryFor(
    desk: Desk,
    request: LazyRequest,
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
    const { decisionId: id, symbol, time, regime, situation } = request;
    const opening = { decisionId: id, symbol, time, decision, regime, situation, memories: request.shown };
    return { side, quantity, levels, opening };
  }

  private leave(desk: Desk, rawPrice: number, time: number, reason: ExitReason): void {
    if (!desk.held || this.quarter === null) return;
    const { position, opening } = desk.held;
    const trade: Trade = {
      ...position,
      ...this.account.leave(position, rawPrice, time, reason),
      opening,
      quarter: this.quarter,
    };
    desk.held = null;
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
    for (const { held, lastClose } of this.desks) if (held) equity += markOf(held.position, lastClose);
    return equity;
  }

  private tellClosed(): void {
    this.input.onClosed?.(this.justClosed.splice(0));
  }

  private async endQuarter(quarter: Quarter): Promise<void> {
    await this.input.onQuarterEnd?.(quarter);
  }

  private result(cancelled: boolean): EngineResult {
    const { trades, equity, ambiguousBars, positionBars, exposedBars, refusedEntries } = this;
    return { trades, equity, ambiguousBars, positionBars, exposedBars, refusedEntries, cancelled };
  }
}
