import { z } from 'zod';
import { parseIsoTime } from '../common/calendar';
import { REGIMES } from '../market/regime';
import { knownAt } from '../memory/admissible';
import { outcomeSchema } from '../memory/outcome';
import type { OutcomeFacts } from '../memory/outcomeRow';
import { passes } from '../memory/search/outcomeFilter';
import { nameOf } from './untrusted';

const instant = z
  .string()
  .refine((text) => parseIsoTime(text) !== null, 'must be an ISO 8601 date or time')
  .optional();
const name = z.string().min(1).max(200).optional();

/** Arguments that filter outcomes. */
export const choiceArguments = {
  run: outcomeSchema.shape.run_id
    .optional()
    .describe('Only trades of this run (id from backtest_list_runs).'),
  definition: name.describe('Only trades of this backtest definition (file name without .backtest.json).'),
  symbol: name.describe('Only trades on this symbol, such as BTCUSD.'),
  side: z.enum(['long', 'short']).optional(),
  regime: z.enum(REGIMES).optional().describe('Market regime at entry.'),
  provider: name.describe('Only trades that this provider voted for, such as rule:trend.'),
  result: z.enum(['won', 'lost']).optional(),
  quarter: z
    .string()
    .regex(/^\d{4}-Q[1-4]$/, 'must be a quarter, such as 2025-Q3')
    .optional()
    .describe('Only trades that closed in this UTC quarter: 2025-Q3.'),
  from: instant.describe('Entered at or after this time.'),
  to: instant.describe('Entered before this time.'),
};
/** A filter of outcomes; a field left out filters nothing. */
export type Choice = z.infer<z.ZodObject<typeof choiceArguments>>;

/** The outcomes that pass a filter and had ended by a time; an exit time that cannot be read is never known. */
export function chosen<Row extends OutcomeFacts>(rows: readonly Row[], choice: Choice, asOf: number): Row[] {
  const { definition, from, to, ...rest } = choice;
  const filter = { ...rest, from: iso(from), to: iso(to) };
  return rows.filter(
    (row) =>
      knownAt(row, asOf) &&
      (definition === undefined || nameOf(row.definition) === definition) &&
      passes(row, filter),
  );
}

/** A time in UTC with milliseconds, so that times compare as texts; a time without a zone is UTC. */
function iso(text: string | undefined): string | undefined {
  const time = text === undefined ? null : parseIsoTime(text);
  return time === null ? undefined : new Date(time).toISOString();
}
