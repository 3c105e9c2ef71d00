import { join } from 'node:path';
import { writeAtomic } from '../common/files/atomicFile';
import { withFolderLock } from '../common/files/folderLock';
import { readRegularFile } from '../common/files/regularFile';
import { wilsonInterval } from '../common/wilson';
import { moveForeignFile } from './foreignFile';
import type { OutcomeFacts } from './outcomeRow';
import { actionOf } from './side';
import type { OutcomeStore } from './store/outcomeStore';
import type { ProviderRecord, TradeRecord } from './tradeRecord';

/** Content of the two performance files. */
export interface Performance {
  readonly providers: Record<string, ProviderRecord>;
  readonly regimes: Record<string, TradeRecord>;
}

export function performanceOf(outcomes: readonly OutcomeFacts[]): Performance {
  return { providers: providerPerformance(outcomes), regimes: regimePerformance(outcomes) };
}

/** Measures each provider by the trades that it voted for; HOLD and CLOSE votes are not scored. */
export function providerPerformance(
  outcomes: readonly Pick<OutcomeFacts, 'votes' | 'side' | 'pnl'>[],
): Record<string, ProviderRecord> {
  const providers = new Map<string, { tally: Tally; right: number; scored: number }>();
  for (const outcome of outcomes) {
    const opened = actionOf(outcome.side);
    for (const { provider, action } of outcome.votes) {
      let record = providers.get(provider);
      if (!record) {
        record = { tally: new Tally(), right: 0, scored: 0 };
        providers.set(provider, record);
      }
      if (action !== 'BUY' && action !== 'SELL') continue;
      const voted = action === opened;
      if (voted) record.tally.add(outcome);
      record.scored += 1;
      if (voted === outcome.pnl > 0) record.right += 1;
    }
  }
  return sorted(providers, ({ tally, right, scored }) => ({ ...tally.record, right, scored }));
}

/** Measures trades by the regime they were entered in. */
function regimePerformance(outcomes: readonly OutcomeFacts[]): Record<string, TradeRecord> {
  return recordsBy(outcomes, ({ regime }) => regime ?? 'UNKNOWN');
}

/** Measures trades by their symbol. */
export function symbolPerformance(outcomes: readonly OutcomeFacts[]): Record<string, TradeRecord> {
  return recordsBy(outcomes, ({ symbol }) => symbol);
}

function recordsBy(
  outcomes: readonly OutcomeFacts[],
  group: (outcome: OutcomeFacts) => string,
): Record<string, TradeRecord> {
  const groups = new Map<string, Tally>();
  for (const outcome of outcomes) {
    const tally = groups.get(group(outcome)) ?? new Tally();
    groups.set(group(outcome), tally);
    tally.add(outcome);
  }
  return sorted(groups, (tally) => tally.record);
}

/** Counts trades as they come. */
class Tally {
  #trades = 0;
  #wins = 0;
  #pnl = 0;

  add({ pnl }: Pick<OutcomeFacts, 'pnl'>): void {
    this.#trades += 1;
    if (pnl > 0) this.#wins += 1;
    this.#pnl += pnl;
  }

  get record(): TradeRecord {
    return {
      trades: this.#trades,
      wins: this.#wins,
      win_rate: this.#trades > 0 ? this.#wins / this.#trades : null,
      win_rate_interval: wilsonInterval(this.#wins, this.#trades),
      pnl: this.#pnl,
    };
  }
}

/** Sorts by name, so that the same outcomes give the same bytes. */
function sorted<Value, Shown>(
  by: ReadonlyMap<string, Value>,
  show: (value: Value) => Shown,
): Record<string, Shown> {
  const names = [...by].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(names.map(([name, value]) => [name, show(value)]));
}

/**
 * Writes provider_performance.json and regime_performance.json from what lies in a store's folder now. One process at a
 * time does, so that what stands there in the end was read after the last outcome was written. They are derived: the
 * same outcomes give the same bytes, and where these are there already nothing is written. Files of the Python engine with
 * these names move to `legacy/` first.
 */
export async function writePerformance(store: OutcomeStore): Promise<void> {
  await withFolderLock(store.folder, async () => {
    await store.refresh();
    const performance = performanceOf(store.rows);
    for (const { file, text } of await outdatedPerformance(store.folder, performance)) {
      await moveForeignFile(file);
      await writeAtomic(file, text);
    }
  });
}

/** The performance files of a memory folder that do not say what its outcomes do, with what they should. */
export async function outdatedPerformance(
  folder: string,
  { providers, regimes }: Performance,
): Promise<{ file: string; text: string }[]> {
  const derived = [
    { name: 'provider_performance.json', content: { providers } },
    { name: 'regime_performance.json', content: { regimes } },
  ].map(({ name, content }) => ({
    file: join(folder, name),
    text: `${JSON.stringify({ schema_version: 1, ...content }, null, 2)}\n`,
  }));
  return derived.filter(({ file, text }) => text !== readRegularFile(file)?.toString('utf8'));
}
