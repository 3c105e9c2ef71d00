import { LRUCache } from 'lru-cache';
import { turn } from '../common/cancel';
import type { ArchivedRows } from '../memory/archive/archivedRows';
import { type Outcome, tradeOfOutcome } from '../memory/outcome';
import type { OutcomeRow } from '../memory/outcomeRow';
import { importId } from '../tradelog/importedTrade';
import type { LoggedTrade } from '../tradelog/loggedTrade';
import type { BarCache } from './barCache';
import type { CardQueries, LineRate, LogSource, RunCard, TradeCard } from './cardProtocol';
import { ActiveOutcomes } from './knownOutcomes';
import { type CachedLog, LogCache, tradeAt } from './logCache';
import { logCard } from './logCard';
import { outcomeCard } from './outcomeCard';
import { runCard } from './runCard';
import { symbolOfTrade } from './tradeSymbol';

/** How many cards are kept in memory: a card does not change before outcomes or logs do. */
const CARDS_KEPT = 64;

/** The outcomes that cards are about and compare with. */
export interface CardMemory {
  /** All active outcomes as of the last look at the folder; the same list until they change. */
  known(): Promise<readonly OutcomeRow[]>;
  /** An outcome as it was written, of active memory or the archive; null where no outcome has this id. */
  outcome(decisionId: string): Promise<Outcome | null>;
  readonly archive: ArchivedRows;
}

/** Says of trades, of our own and of any other tool's log, what similar earlier ones did. */
export class TradeCards implements CardQueries {
  readonly #logs = new LogCache();
  readonly #cards = new LRUCache<string, TradeCard>({ max: CARDS_KEPT });
  #active = new ActiveOutcomes([]);

  constructor(
    private readonly workspace: string,
    private readonly memory: CardMemory,
    private readonly bars: BarCache,
  ) {}

  async card(id: string, signal: AbortSignal): Promise<TradeCard | null> {
    const active = await this.look();
    return this.kept(`outcome ${id}`, async () => {
      const outcome = await this.memory.outcome(id);
      const { workspace, bars } = this;
      const sources = { workspace, archive: this.memory.archive, active, bars };
      return outcome && outcomeCard(tradeOfOutcome(outcome), sources, signal);
    });
  }

  async cardAt(
    source: LogSource,
    line: number,
    column: number,
    signal: AbortSignal,
  ): Promise<TradeCard | null> {
    const cached = await this.#logs.open(source);
    signal.throwIfAborted();
    const trade = cached && tradeAt(cached, line, column);
    if (!trade) return null;
    const active = await this.look();
    if (trade.id !== null && active.has(trade.id)) return this.card(trade.id, signal);
    const { log } = cached;
    const symbol = await symbolOfTrade(trade, source, this.bars);
    const id = importId(log, log.trades.indexOf(trade), symbol);
    const imported = id !== null && active.has(id) ? id : null;
    return this.kept(`log ${source.file} ${id} ${JSON.stringify(trade)}`, () =>
      logCard({ log, trade, symbol, imported }, { active, bars: this.bars }, signal),
    );
  }

  async rates(source: LogSource, from: number, to: number, signal: AbortSignal): Promise<LineRate[]> {
    const cached = await this.#logs.open(source);
    if (!cached) return [];
    await this.look();
    const rates: LineRate[] = [];
    for (const [line, trade] of tradesBetween(cached, from, to)) {
      await turn(signal);
      const card = await this.cardAt(source, line, trade.places[0].column, signal);
      if (card && card.of > 0) rates.push({ line, wins: card.wins, of: card.of });
    }
    return rates;
  }

  async prepare(source: LogSource): Promise<boolean> {
    const cached = await this.#logs.open(source);
    if (!cached) return false;
    await this.look();
    const { trades } = cached.log;
    const symbol = await symbolOfTrade(trades[0] ?? null, source, this.bars);
    if (symbol) await this.bars.barsOf(symbol);
    return trades.length > 0;
  }

  async runCard(run: string): Promise<RunCard | null> {
    return runCard(this.workspace, run, await this.look());
  }

  /** Takes in the outcomes as they are now; where they changed, the cards that were made with others go. */
  private async look(): Promise<ActiveOutcomes> {
    const rows = await this.memory.known();
    if (this.#active.areOf(rows)) return this.#active;
    this.#active = new ActiveOutcomes(rows);
    this.#cards.clear();
    return this.#active;
  }

  private async kept<Card extends TradeCard | null>(
    key: string,
    make: () => Promise<Card>,
  ): Promise<Card | TradeCard> {
    const before = this.#cards.get(key);
    if (before) return before;
    const active = this.#active;
    const card = await make();
    // A card that was made with outcomes of before is not kept for those of now.
    if (card && active === this.#active) this.#cards.set(key, card);
    return card;
  }
}

/** Each trade once, at its first line. */
function tradesBetween({ byLine }: CachedLog, from: number, to: number): [number, LoggedTrade][] {
  const found: [number, LoggedTrade][] = [];
  for (let line = from; line <= to; line += 1)
    for (const trade of byLine.get(line) ?? []) if (trade.places[0].line === line) found.push([line, trade]);
  return found;
}
