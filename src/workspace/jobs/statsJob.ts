import { relative } from 'node:path';
import { counted, ENGLISH } from '../../common/format';
import type { JobReport } from '../../common/jobReport';
import { type Problem, problemOf } from '../../common/problem';
import { GROUPINGS, type Grouping, groupOutcomes, type OutcomeGroup } from '../../memory/grouping';
import { providerPerformance } from '../../memory/performance';
import type { TradeRecord } from '../../memory/tradeRecord';
import { openStore } from './openStore';

const { interval, percentOfShare, signedMoney } = ENGLISH;

/** Counts what lies in memory, by everything that outcomes can be grouped by. */
export async function statsJob(workspace: string): Promise<JobReport> {
  const { rows, damaged, legacy, folder } = await openStore(workspace);
  const groups = Object.fromEntries(
    (Object.keys(GROUPINGS) as Grouping[]).map((by) => [by, groupOutcomes(rows, by)]),
  ) as Record<Grouping, OutcomeGroup[]>;
  const providers = providerPerformance(rows);
  const problems: Problem[] = damaged.map(problemOf);
  const lines = [`${counted(rows.length, 'outcome')} in ${relative(process.cwd(), folder) || folder}`];
  for (const [by, members] of Object.entries(groups)) {
    if (by === 'provider') continue;
    lines.push('', `by ${by}`);
    for (const { name, trades, wins, pnl } of members)
      lines.push(
        `  ${name.padEnd(16)} ${tradesColumn(trades)} win rate ${percent(wins / trades)} ${signedMoney(pnl).padStart(14)}`,
      );
  }
  lines.push('', 'by provider, the trades each voted for');
  for (const [name, record] of Object.entries(providers)) lines.push(`  ${recordLine(name, record)}`);
  lines.push(...problems.map(({ message }) => message));
  if (legacy > 0) lines.push(`Not imported yet: ${counted(legacy, 'outcome')} of the Python engine.`);
  return {
    text: lines.join('\n'),
    json: { outcomes: rows.length, groups, providers, problems, legacy },
    ok: true,
  };
}

/** Keeps one width for one trade and for more: a column follows. */
const tradesColumn = (trades: number) =>
  `${String(trades).padStart(7)} ${trades === 1 ? 'trade ' : 'trades'}`;
const percent = (share: number) => percentOfShare(share).padStart(7);

function recordLine(name: string, { trades, win_rate, win_rate_interval, pnl }: TradeRecord): string {
  const rate = win_rate === null ? '      –' : percent(win_rate);
  return `${name.padEnd(16)} ${tradesColumn(trades)} win rate ${rate} (${interval(win_rate_interval)}) ${signedMoney(pnl).padStart(14)}`;
}
