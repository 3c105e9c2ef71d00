import { z } from 'zod';
import { type Definition, definitionSchema } from '../backtest/definition/definition';
import type { QuarterSummary, RunSummary } from '../backtest/results/runSummary';
import { inputErrorOf } from '../common/inputError';
import { DAY } from '../common/timeframe';
import { DecisionLog } from '../decision/log/decisionLog';
import type { LogHeader } from '../decision/log/logEntry';
import { evidenceOf, evidenceSchema } from './evidence';
import { roundedOrNull } from './roundedNumbers';
import type { ToolWorkspace } from './toolWorkspace';

const figure = z.number().nullable();

/** Figures of a whole run, or of the quarters that were known. */
export const figuresSchema = evidenceSchema.extend({
  through: z
    .string()
    .nullable()
    .describe('The last quarter these figures hold ("2025-Q2"); null where none had ended by as_of.'),
  total_return: figure.describe('0.1 is ten percent of the starting capital, after costs.'),
  final_equity: figure,
  sharpe: figure.describe('Annualised, daily returns. Whole runs only.'),
  max_drawdown: figure.describe('0.1 is ten percent. Whole runs only.'),
  profit_factor: figure.describe('Whole runs only.'),
});

/** A run as it was known at a time. */
export interface RunAsOf {
  readonly summary: RunSummary;
  /** Null where the log is not there or cannot be read. */
  readonly header: LogHeader | null;
  readonly definition: Definition | null;
  /** Whether the run's last bar had closed, so that all its figures were known. */
  readonly whole: boolean;
  /** The quarters that had ended. */
  readonly quarters: readonly QuarterSummary[];
  readonly figures: z.infer<typeof figuresSchema>;
}

/**
 * Cuts a run at a time: a quarter's figures are known once the quarter's last bar has closed, the whole run's at its end.
 * @param asOf simulated time, epoch ms.
 */
export async function runAsOf(workspace: ToolWorkspace, summary: RunSummary, asOf: number): Promise<RunAsOf> {
  const header = await headerOf(workspace, summary.run);
  const parsed = definitionSchema.safeParse(header?.definition);
  const definition = parsed.success ? parsed.data : null;
  const last = summary.quarters.at(-1);
  const end = definition ? Date.parse(definition.to) + DAY : last ? endOf(last) : Infinity;
  const quarters = summary.quarters.filter((quarter) => Math.min(endOf(quarter), end) <= asOf);
  const whole = summary.total !== null && end <= asOf;
  return {
    summary,
    header,
    definition,
    whole,
    quarters,
    figures: whole ? figuresOfWhole(summary) : figuresOfQuarters(summary, quarters),
  };
}

async function headerOf(workspace: ToolWorkspace, run: string): Promise<LogHeader | null> {
  const file = await workspace.log(run);
  if (file === null) return null;
  try {
    return DecisionLog.headerOf(file);
  } catch (error) {
    inputErrorOf(error);
    return null;
  }
}

/** The first instant of the next quarter, by which trades that close inside the quarter's last bar are known. */
function endOf({ quarter }: QuarterSummary): number {
  const [year, number] = quarter.split('-Q').map(Number);
  return Date.UTC(year, 3 * number, 1);
}

function figuresOfWhole({ total, quarters }: RunSummary): z.infer<typeof figuresSchema> {
  return {
    ...evidenceOf(total?.wins ?? 0, total?.trades ?? 0),
    through: quarters.at(-1)?.quarter ?? null,
    total_return: roundedOrNull(total?.totalReturn ?? null),
    final_equity: roundedOrNull(total?.finalEquity ?? null),
    sharpe: roundedOrNull(total?.sharpe ?? null),
    max_drawdown: roundedOrNull(total?.maxDrawdown ?? null),
    profit_factor: roundedOrNull(total?.profitFactor ?? null),
  };
}

function figuresOfQuarters(
  { capital }: RunSummary,
  quarters: readonly QuarterSummary[],
): z.infer<typeof figuresSchema> {
  const sum = (name: 'wins' | 'trades') => quarters.reduce((total, quarter) => total + quarter[name], 0);
  const equity = quarters.at(-1)?.finalEquity ?? null;
  return {
    ...evidenceOf(sum('wins'), sum('trades')),
    through: quarters.at(-1)?.quarter ?? null,
    total_return: equity === null ? null : roundedOrNull(equity / capital - 1),
    final_equity: roundedOrNull(equity),
    sharpe: null,
    max_drawdown: null,
    profit_factor: null,
  };
}
