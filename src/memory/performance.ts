import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFolderLock } from './folderLock';
import type { OutcomeRow } from './outcomeRow';
import type { OutcomeStore } from './outcomeStore';
import { writeWhole } from './wholeFile';
import { wilsonInterval } from './wilson';

/** Trades and how they ended. */
export interface TradeRecord {
  readonly trades: number;
  readonly wins: number;
  readonly win_rate: number | null;
  /** Wilson 95 %. */
  readonly win_rate_interval: readonly [number, number] | null;
  /** Account currency. */
  readonly pnl: number;
}

/** A provider's votes, for and against: one for a trade that won, or against one that lost, was right. */
export interface ProviderRecord extends TradeRecord {
  readonly right: number;
  readonly scored: number;
}

/** What each provider has shown. The trades are those it voted for; HOLD and CLOSE votes are not scored. */
export function providerPerformance(outcomes: readonly OutcomeRow[]): Record<string, ProviderRecord> {
  const providers = new Set(outcomes.flatMap(({ votes }) => votes.map(({ provider }) => provider)));
  return Object.fromEntries(
    [...providers].sort().map((provider) => {
      const backed: OutcomeRow[] = [];
      let right = 0;
      let scored = 0;
      for (const outcome of outcomes) {
        const vote = outcome.votes.find((one) => one.provider === provider);
        if (vote?.action !== 'BUY' && vote?.action !== 'SELL') continue;
        const voted = vote.action === outcome.action;
        if (voted) backed.push(outcome);
        scored += 1;
        if (voted === outcome.pnl > 0) right += 1;
      }
      return [provider, { ...recordOf(backed), right, scored }];
    }),
  );
}

/** How trades ended by the regime they were entered in. */
export function regimePerformance(outcomes: readonly OutcomeRow[]): Record<string, TradeRecord> {
  const regimes = [...new Set(outcomes.map(({ market_regime: regime }) => regime ?? 'UNKNOWN'))].sort();
  return Object.fromEntries(
    regimes.map((regime) => [
      regime,
      recordOf(outcomes.filter(({ market_regime }) => (market_regime ?? 'UNKNOWN') === regime)),
    ]),
  );
}

function recordOf(outcomes: readonly OutcomeRow[]): TradeRecord {
  const wins = outcomes.filter(({ pnl }) => pnl > 0).length;
  return {
    trades: outcomes.length,
    wins,
    win_rate: outcomes.length > 0 ? wins / outcomes.length : null,
    win_rate_interval: wilsonInterval(wins, outcomes.length),
    pnl: outcomes.reduce((sum, { pnl }) => sum + pnl, 0),
  };
}

/**
 * Writes provider_performance.json and regime_performance.json from what lies in a store's folder now. One process at a
 * time does, so that what stands there in the end was read after the last outcome was written. They are derived: the
 * same outcomes give the same bytes, and where these are there already nothing is written.
 */
export async function writePerformance(store: OutcomeStore): Promise<void> {
  await withFolderLock(store.folder, async () => {
    await store.refresh();
    for (const { file, text } of await outdatedPerformance(store)) await writeWhole(file, text);
  });
}

/** The performance files that do not say what the outcomes of a store say, with what they should. */
export async function outdatedPerformance(store: OutcomeStore): Promise<{ file: string; text: string }[]> {
  const derived = [
    { name: 'provider_performance.json', content: { providers: providerPerformance(store.rows) } },
    { name: 'regime_performance.json', content: { regimes: regimePerformance(store.rows) } },
  ].map(({ name, content }) => ({
    file: join(store.folder, name),
    text: `${JSON.stringify({ schema_version: 1, ...content }, null, 2)}\n`,
  }));
  const there = await Promise.all(derived.map(({ file }) => readFile(file, 'utf8').catch(() => null)));
  return derived.filter(({ text }, index) => text !== there[index]);
}
