import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Outcome } from './outcome';
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
export function providerPerformance(outcomes: readonly Outcome[]): Record<string, ProviderRecord> {
  const providers = new Set(outcomes.flatMap(({ votes }) => votes.map(({ provider }) => provider)));
  return Object.fromEntries(
    [...providers].sort().map((provider) => {
      const backed: Outcome[] = [];
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
export function regimePerformance(outcomes: readonly Outcome[]): Record<string, TradeRecord> {
  const regimes = [...new Set(outcomes.map(({ market_regime: regime }) => regime ?? 'UNKNOWN'))].sort();
  return Object.fromEntries(
    regimes.map((regime) => [
      regime,
      recordOf(outcomes.filter(({ market_regime }) => (market_regime ?? 'UNKNOWN') === regime)),
    ]),
  );
}

function recordOf(outcomes: readonly Outcome[]): TradeRecord {
  const wins = outcomes.filter(({ pnl }) => pnl > 0).length;
  return {
    trades: outcomes.length,
    wins,
    win_rate: outcomes.length > 0 ? wins / outcomes.length : null,
    win_rate_interval: wilsonInterval(wins, outcomes.length),
    pnl: outcomes.reduce((sum, { pnl }) => sum + pnl, 0),
  };
}

/** Writes provider_performance.json and regime_performance.json: derived, so the same outcomes give the same bytes. */
export async function writePerformance(folder: string, outcomes: readonly Outcome[]): Promise<void> {
  const write = (name: string, content: object) =>
    writeFileAtomic(join(folder, name), `${JSON.stringify({ schema_version: 1, ...content }, null, 2)}\n`);
  await write('provider_performance.json', { providers: providerPerformance(outcomes) });
  await write('regime_performance.json', { regimes: regimePerformance(outcomes) });
}
