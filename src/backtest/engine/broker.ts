import type { Quarter } from '../../common/calendar';
import type { Decision } from '../../decision/decision';
import type { ExitReason } from '../../memory/exitReason';
import type { Action } from '../../memory/side';
import type { Definition } from '../definition/definition';
import { Account, markOf } from './account';
import { type Book, type Entry, Holding } from './book';
import { BookOpening } from './bookOpening';
import type { AccountState, BookRequest } from './bookRequest';
import { type Costs, costsFrom, type Direction, slipped } from './costs';
import { levelsAt, touchedAtOpen, touchedWithin } from './levels';
import { affordable, floorToStep, isDust, positionSize, type Refusal, type Refusals } from './sizing';
import { type Opening, type Trade, tradeOf } from './trade';

/**
 * Turns decisions into orders, orders into positions and positions into trades, all on one account. What is done at
 * every bar is short and stands apart from what is done at some: V8 merges only so much into the engine's loop, and
 * boxes each number that goes to or comes from a function that it leaves out. Nor does it know types of #private fields.
 */
export class Broker implements AccountState {
  /** Quarter of the bar that is being played. */
  quarter: Quarter = '0-Q1';
  /** Trades in the order in which they closed. */
  readonly trades: Trade[] = [];
  /** Account currency, as it was last marked. */
  equity: number;
  /** Bars in which both levels were touched after an open that decided nothing. */
  ambiguousBars = 0;
  /** Clock bars that held a position after the open. */
  exposedBars = 0;
  /** How many positions there are. */
  private positions = 0;
  private told = 0;
  /** Bars in which positions were held that have been left. */
  private leftBars = 0;
  private readonly refused = new Map<Refusal, number>();
  private readonly account: Account;
  private readonly costs: Costs;
  /** Whether positions are held for so many bars at most. */
  private readonly limited: boolean;

  /** @param onOpened is told when a decision's order was filled, before anything comes of it. */
  constructor(
    private readonly definition: Definition,
    private readonly books: readonly Book[],
    private readonly onOpened: (opening: Opening) => void,
  ) {
    this.costs = costsFrom(definition.costs);
    this.account = new Account(definition.capital, this.costs);
    this.limited = definition.stops.max_holding !== undefined;
    this.equity = definition.capital;
  }

  get cash(): number {
    return this.account.cash;
  }

  /** The trades that closed since it was last asked. */
  justClosed(): readonly Trade[] {
    const closed = this.trades.slice(this.told);
    this.told = this.trades.length;
    return closed;
  }
  get hasClosed(): boolean {
    return this.trades.length > this.told;
  }

  /** Entries that were decided but not made. */
  get refusals(): Refusals {
    return Object.fromEntries(this.refused);
  }

  /** Bars with a position, each symbol's own. */
  get positionBars(): number {
    return this.books.reduce((sum, { held, next }) => sum + (held ? next - held.since : 0), this.leftBars);
  }

  /**
   * Plays the bars that open at a clock time: what was ordered, then stops and targets; then they close, and positions
   * are marked at their last closes.
   */
  play(time: number): void {
    const { books } = this;
    let fills = false;
    for (let index = 0; index < books.length; index += 1) if (books[index].turnTo(time)) fills = true;
    if (fills) this.fillAtOpen();
    if (this.positions > 0) this.exposedBars += 1;
    if (fills) this.fillWithin();
    let equity = this.account.cash;
    for (let index = 0; index < books.length; index += 1) {
      const book = books[index];
      book.advance();
      if (book.held !== null) equity += markOf(book.held.position, book.lastClose);
    }
    this.equity = equity;
  }

  /** Fills all exits at this open, then entries in the definition's order, then leaves entries that opened beyond a level. */
  private fillAtOpen(): void {
    for (const book of this.books) {
      if (!book.held || !book.hasBar) continue;
      if (book.order?.leave) this.leave(book, book.open, book.openTime, book.order.leave);
      else this.leaveIfBeyond(book);
    }
    for (const book of this.books) {
      if (!book.order || !book.hasBar) continue;
      if (book.order.entry) this.enter(book, book.order.entry);
      book.order = null;
    }
    for (const book of this.books) if (book.held?.since === book.next) this.leaveIfBeyond(book);
  }

  /** Stops and targets inside the bar; such an exit is known at the bar's close. */
  private fillWithin(): void {
    for (const book of this.books) {
      const { held } = book;
      if (!held || !book.hasBar) continue;
      const touch = touchedWithin(book.high, book.low, held.position.direction, held.position);
      if (!touch) continue;
      if (touch.ambiguous) this.ambiguousBars += 1;
      this.leave(book, touch.price, book.openTime + book.bars.step, touch.reason);
      // The position was held in this bar too.
      this.leftBars += 1;
    }
  }

  /** Open positions leave at their last close. @param time the close of the run's last bar. */
  leaveAll(time: number): void {
    for (const book of this.books) this.leave(book, book.lastClose, time, 'end_of_run');
    this.equity = this.cash;
  }

  /** Turns a decision into an order for the symbol's next open. */
  order(request: BookRequest, decision: Decision): void {
    const { held } = request.book;
    const { action } = decision;
    // Most decisions leave things as they are.
    if (held === null ? !this.mayEnter(action) : !this.limited && held.isKeptBy(action)) return;
    this.changeBy(request, decision);
  }

  private mayEnter(action: Action): boolean {
    return action === 'BUY' || (action === 'SELL' && this.definition.short);
  }

  private changeBy(request: BookRequest, decision: Decision): void {
    const { book } = request;
    const { held } = book;
    const { action } = decision;
    const { max_holding: maxHolding } = this.definition.stops;
    const direction: Direction | null = action === 'BUY' ? 1 : action === 'SELL' ? -1 : null;
    const against = held !== null && direction !== null && direction !== held.position.direction;
    const leave =
      held && (against || action === 'CLOSE')
        ? 'signal'
        : held && maxHolding !== undefined && book.next - held.since >= maxHolding
          ? 'max_holding'
          : null;
    const enters = this.mayEnter(action) && (held === null || (against && this.definition.reverse));
    const entry = enters && direction !== null ? this.entryFor(request, decision, direction) : null;
    if (!leave && !entry) return;
    book.order = { leave, entry };
  }

  private entryFor(request: BookRequest, decision: Decision, direction: Direction): Entry | null {
    const { book } = request;
    const { lastClose, held } = book;
    const { definition, equity, costs } = this;
    const levels = levelsAt(lastClose, direction, decision, definition.stops);
    if (!levels) return this.refuse('wrong_level');
    const cash = this.cash + (held ? markOf(held.position, lastClose) : 0);
    const quantity = positionSize(
      { entry: lastClose, stop: levels.stop, equity, cash, size: decision.size },
      definition.sizing,
      costs,
    );
    if (quantity === 0) {
      const payable = floorToStep(affordable(cash, lastClose, costs), definition.sizing.quantity_step);
      return this.refuse(payable > 0 && equity > 0 ? 'below_step' : 'no_cash');
    }
    if (isDust(quantity * lastClose, definition)) return this.refuse('dust');
    return { direction, quantity, levels, opening: new BookOpening(request, decision) };
  }

  private refuse(why: Refusal): null {
    this.refused.set(why, (this.refused.get(why) ?? 0) + 1);
    return null;
  }

  private enter(book: Book, { direction, quantity: wanted, levels, opening }: Entry): void {
    const { open, openTime } = book;
    const payable = affordable(this.cash, slipped(open, direction, this.costs), this.costs);
    const quantity = wanted <= payable ? wanted : floorToStep(payable, this.definition.sizing.quantity_step);
    if (quantity <= 0) {
      this.refuse('no_cash');
      return;
    }
    // A lower open alone makes no dust: the order was worth enough when it was sized.
    if (quantity < wanted && isDust(quantity * open, this.definition)) {
      this.refuse('dust');
      return;
    }
    const position = this.account.enter(direction, quantity, open, openTime, levels);
    book.held = new Holding(position, opening, book.next);
    this.positions += 1;
    this.onOpened(opening);
  }

  private leaveIfBeyond(book: Book): void {
    if (!book.held) return;
    const touch = touchedAtOpen(book.open, book.held.position.direction, book.held.position);
    if (touch) this.leave(book, touch.price, book.openTime, touch.reason);
  }

  private leave(book: Book, rawPrice: number, time: number, reason: ExitReason): void {
    if (!book.held) return;
    const { held } = book;
    const exit = this.account.leave(held.position, rawPrice, time, reason);
    book.held = null;
    this.positions -= 1;
    this.leftBars += book.next - held.since;
    this.trades.push(tradeOf(held, book, exit, this.quarter));
  }
}
