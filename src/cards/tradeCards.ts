import { basename } from 'node:path';
import { findRun } from '../backtest/results/runFiles';
import type { RunSummary } from '../backtest/results/runSummary';
import { turn } from '../common/cancel';
import { InputError } from '../common/inputError';
import { wilsonInterval } from '../common/wilson';
import { countKnownAt, knownAt } from '../memory/admissible';
import type { ArchivedRows } from '../memory/archive/archivedRows';
import { type ClosedTrade, lineOf, NO_LINE } from '../memory/closedTrade';
import { isImport, type Outcome, tradeOfOutcome } from '../memory/outcome';
import type { OutcomeRow } from '../memory/outcomeRow';
import { OutcomeIndex } from '../memory/similar/similarity';
import { memoryAtDecision } from '../run/memoryAtDecision';
import { assetPairOf, symbolInName } from '../tradelog/cells/symbolName';
import { titleOf } from '../tradelog/formats';
import { importId } from '../tradelog/importedTrade';
import type { LoggedTrade } from '../tradelog/loggedTrade';
import type { TradeLog } from '../tradelog/tradeLog';
import { BarCache } from './barCache';
import { barChart } from './barChart';
import type { CardTrade, LineRate, LogSource, RunCard, TradeCard } from './cardProtocol';
import { situationAt } from './entrySituation';
import { type CachedLog, LogCache, tradeAt } from './logCache';
import { type Entry, type KnownOutcomes, neighbourhoodOf, winsOf } from './neighbourhood';

/** Cards kept: an answer does not change before outcomes or logs do. */
const KEPT_CARDS = 64;

/** The outcomes that cards are about and compare with. */
export interface CardMemory {
  /** All active outcomes, as they were when it was last looked. */
  known(): Promise<readonly OutcomeRow[]>;
  /** An outcome as it was written, of active memory or the archive; null where none has this id. */
  outcome(decisionId: string): Promise<Outcome | null>;
  readonly archive: ArchivedRows;
}

/** Tells of trades, of our own and of any other tool's log, what similar earlier ones did. */
export class TradeCards {
  readonly shelf: BarCache;
  readonly #logs = new LogCache();
  readonly #cards = new Map<string, TradeCard>();
  /** In the order of their exits, with how many of them and of those before were won. */
  #rows: readonly OutcomeRow[] = [];
  #wins: readonly number[] = [];
  #byId: ReadonlyMap<string, OutcomeRow> = new Map();
  /** Of the same, narrowed to what was known when a trade was entered, for one trade after another. */
  #index = new OutcomeIndex<OutcomeRow>([]);

  /** @param now wall clock, epoch ms. */
  constructor(
    private readonly workspace: string,
    private readonly memory: CardMemory,
    now: () => number = Date.now,
  ) {
    this.shelf = new BarCache(workspace, now);
  }

  /** Null where no outcome has this id. */
  async card(id: string, signal: AbortSignal): Promise<TradeCard | null> {
    await this.look();
    return this.kept(`outcome ${id}`, async () => {
      const outcome = await this.memory.outcome(id);
      return outcome && this.cardOfOutcome(tradeOfOutcome(outcome), signal);
    });
  }

  /** Null where no trade of a log stands there. */
  async cardAt(
    source: LogSource,
    line: number,
    column: number,
    signal: AbortSignal,
  ): Promise<TradeCard | null> {
    const shelved = await this.#logs.open(source);
    signal.throwIfAborted();
    const trade = shelved && tradeAt(shelved, line, column);
    if (!trade) return null;
    await this.look();
    if (trade.id !== null && this.#byId.has(trade.id)) return this.card(trade.id, signal);
    return this.cardOfTrade(shelved.log, trade, source, signal);
  }

  /** What similar trades did, for those lines of a log on which trades begin. */
  async rates(source: LogSource, from: number, to: number, signal: AbortSignal): Promise<LineRate[]> {
    const shelved = await this.#logs.open(source);
    if (!shelved) return [];
    await this.look();
    const rates: LineRate[] = [];
    for (const [line, trade] of tradesBetween(shelved, from, to)) {
      await turn(signal);
      const card = await this.cardAt(source, line, trade.places[0].column, signal);
      if (card && card.of > 0) rates.push({ line, wins: card.wins, of: card.of });
    }
    return rates;
  }

  /** Reads a log, its bars and the outcomes before anybody asks. @returns whether it is a log. */
  async prepare(source: LogSource): Promise<boolean> {
    const shelved = await this.#logs.open(source);
    if (!shelved) return false;
    await this.look();
    const pair = await this.pairOf(shelved.log.trades[0] ?? null, source);
    if (pair) await this.shelf.barsOf(pair);
    return shelved.log.trades.length > 0;
  }

  async runCard(run: string): Promise<RunCard | null> {
    const summary = await this.run(run);
    if (!summary) return null;
    await this.look();
    const own = this.#rows.filter((row) => row.run === run).sort((a, b) => a.pnl - b.pnl);
    const { total } = summary;
    return {
      run,
      name: summary.name,
      state: summary.state,
      totalReturn: total?.totalReturn ?? null,
      trades: total?.trades ?? own.length,
      wins: total?.wins ?? own.filter(({ pnl }) => pnl > 0).length,
      interval: total?.winRateInterval ?? wilsonInterval(own.filter(({ pnl }) => pnl > 0).length, own.length),
      synthetic: summary.synthetic,
      active: own.length,
      best: own.at(-1) ?? null,
      worst: own[0] ?? null,
    };
  }

  /** The imports in active memory. */
  async imports(): Promise<{ run: string; outcomes: number }[]> {
    const counts = new Map<string, number>();
    for (const { run } of await this.memory.known())
      if (isImport(run)) counts.set(run, (counts.get(run) ?? 0) + 1);
    return [...counts].map(([run, outcomes]) => ({ run, outcomes })).sort((a, b) => (a.run < b.run ? -1 : 1));
  }

  /** The symbol that a trade's outcome would have: as the log, the user or the file's name says. */
  async pairOf(trade: Pick<LoggedTrade, 'symbol'> | null, source: LogSource): Promise<string | null> {
    const known = await this.shelf.symbols();
    if (trade?.symbol) return assetPairOf(trade.symbol, known);
    if (source.symbol) return assetPairOf(source.symbol, known);
    return symbolInName(basename(source.file), known);
  }

  private async cardOfOutcome(trade: ClosedTrade, signal: AbortSignal): Promise<TradeCard> {
    const { features, regime, side, symbol, decisionTime: time } = trade;
    await turn(signal);
    const ended = this.#rows.slice(0, countKnownAt(this.#rows, time));
    const [{ view, refresh }, chart] = await Promise.all([
      memoryAtDecision(this.workspace, trade, ended, this.memory.archive),
      this.chartOf(symbol, trade),
    ]);
    await turn(signal);
    const entry = { symbol, side, situation: { features, regime, side }, time };
    const { known } = view;
    const near = neighbourhoodOf(
      { count: known.length, wins: winsOf(known), rows: () => known, index: () => view.index },
      entry,
    );
    await turn(signal);
    const nobody = noneText(near.known, refresh);
    return {
      ...near,
      id: trade.id,
      tool: 'backtest-memory',
      trade: cardTradeOf(trade),
      asOf: time,
      notes: near.of > 0 ? [] : [nobody],
      chart,
    };
  }

  private async cardOfTrade(
    log: TradeLog,
    trade: LoggedTrade,
    source: LogSource,
    signal: AbortSignal,
  ): Promise<TradeCard> {
    const symbol = await this.pairOf(trade, source);
    const id = importId(log, log.trades.indexOf(trade), symbol);
    const imported = id !== null && this.#byId.has(id) ? id : null;
    return this.kept(`log ${source.file} ${id} ${JSON.stringify(trade)}`, async () => {
      const base = { id: imported, tool: log.tool, trade: tradeOfLog(trade, symbol) };
      const { entryTime: time, entryPrice: price, side } = trade;
      const notes = log.naive ? [`Times of ${titleOf(log.tool)} name no zone: taken for UTC.`] : [];
      if (time === null)
        return {
          ...base,
          ...NOBODY,
          notes: ['Its entry time is not logged, so what was known then cannot be told.', ...notes],
        };
      await turn(signal);
      const found = symbol ? await this.shelf.barsOf(symbol) : { why: 'the log does not say its symbol' };
      await turn(signal);
      const known = 'why' in found ? found : situationAt(found.bars, { time, price, step: log.barStep });
      const situation = 'why' in known ? null : { ...known, side };
      const entry: Entry = { symbol, side, situation, time };
      await turn(signal);
      const near = neighbourhoodOf(this.outcomesKnownAt(time, imported), entry);
      await turn(signal);
      if ('why' in known)
        notes.unshift(
          `Compared by ${symbol ? 'symbol and side' : 'side'} only, the newest first: ${known.why}.`,
        );
      if (near.of === 0) notes.unshift(noneText(near.known, 'trade'));
      const fits = !('why' in found) && !('why' in known) && price !== null;
      const chart = fits
        ? barChart(found.bars, {
            side,
            entryTime: time,
            entryPrice: price,
            exitTime: trade.exitTime,
            exitPrice: trade.exitPrice,
          })
        : null;
      return { ...base, ...near, asOf: time, notes, chart };
    });
  }

  private async chartOf(symbol: string, trade: Parameters<typeof barChart>[1]): Promise<TradeCard['chart']> {
    const found = await this.shelf.barsOf(symbol);
    if ('why' in found) return null;
    const { entryTime: time, entryPrice: price } = trade;
    const known = situationAt(found.bars, { time, price, step: found.bars.step });
    return 'why' in known ? null : barChart(found.bars, trade);
  }

  /**
   * The outcomes whose exit was known at a time, epoch ms, but for a trade's own.
   * Its index is theirs until the next one is asked for.
   */
  private outcomesKnownAt(time: number, own: string | null): KnownOutcomes {
    const count = countKnownAt(this.#rows, time);
    const row = own === null ? null : (this.#byId.get(own) ?? null);
    const without = row && knownAt(row, time) ? [row] : [];
    return {
      count: count - without.length,
      wins: (this.#wins[count - 1] ?? 0) - winsOf(without),
      rows: () => this.#rows.slice(0, count).filter((one) => one !== row),
      index: () => {
        this.#index.narrowTo(time, row);
        return this.#index;
      },
    };
  }

  /** Null where there is none, or its run.json is damaged: the overview tells of that. */
  private async run(id: string): Promise<RunSummary | null> {
    return findRun(this.workspace, id).catch((error: unknown) => {
      if (error instanceof InputError) return null;
      throw error;
    });
  }

  /** Takes in the outcomes as they are; what was found among others is forgotten. */
  private async look(): Promise<void> {
    const rows = await this.memory.known();
    if (rows === this.#rows) return;
    this.#rows = rows;
    let wins = 0;
    this.#wins = rows.map((row) => {
      wins += winsOf([row]);
      return wins;
    });
    this.#byId = new Map(rows.map((row) => [row.id, row]));
    this.#index = new OutcomeIndex(rows);
    this.#cards.clear();
  }

  private async kept<Card extends TradeCard | null>(
    key: string,
    make: () => Promise<Card>,
  ): Promise<Card | TradeCard> {
    const before = this.#cards.get(key);
    if (before) return before;
    const card = await make();
    if (card) remember(this.#cards, key, () => card, KEPT_CARDS);
    return card;
  }
}

/** What a map has, or what is made; of more than `most` the one that was not asked for longest is forgotten. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value, most: number): Value {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) if (map.size > most) map.delete(oldest);
  return value;
}

const NOBODY = {
  asOf: null,
  known: 0,
  knownWins: 0,
  comparedBy: 'plain',
  similar: [],
  of: 0,
  wins: 0,
  mean: null,
  worst: null,
  interval: null,
  chart: null,
} as const;

function noneText(known: number, refresh: 'quarter' | 'trade'): string {
  if (known === 1) return 'The one outcome known then does not resemble it.';
  if (known > 0) return `None of the ${known} outcomes known then resembles it.`;
  return refresh === 'quarter'
    ? 'No earlier outcome was admissible: this run remembers only trades of earlier quarters, and there were none.'
    : 'No earlier outcome was known when it was decided.';
}

function cardTradeOf(trade: ClosedTrade): CardTrade {
  const { reasoning, tags } = trade;
  return { ...lineOf(trade), reasoning, synthetic: tags.includes('synthetic'), open: false };
}

function tradeOfLog(trade: LoggedTrade, symbol: string | null): CardTrade {
  const { side, entryTime, exitTime, pnl, pnlPct, reason: exitReason, tag: reasoning, open } = trade;
  const told = { symbol, side, entryTime, exitTime, pnl, pnlPct, exitReason, reasoning, open };
  return { ...NO_LINE, ...told, synthetic: false };
}

/** Each trade once, at its first line. */
function tradesBetween({ byLine }: CachedLog, from: number, to: number): [number, LoggedTrade][] {
  const found: [number, LoggedTrade][] = [];
  for (let line = from; line <= to; line += 1)
    for (const trade of byLine.get(line) ?? []) if (trade.places[0].line === line) found.push([line, trade]);
  return found;
}
