import { z } from 'zod';
import { isUnderWay } from '../../backtest/results/runFiles';
import type { RunSummary } from '../../backtest/results/runSummary';
import { outcomeSchema } from '../../memory/outcome';
import { evidenceOf, evidenceSchema } from '../evidence';
import { pageArguments, pageOf, pageSchema } from '../page';
import { MOST_NAMES, rounded, roundedByName, roundedOrNull } from '../roundedNumbers';
import { figuresSchema, type RunAsOf, runAsOf } from '../runAsOf';
import { defineTool } from '../tool';
import { nameOf, untrusted, untrustedSchema } from '../untrusted';

const MOST_NOTES = 5;

const BOUNDS =
  'Runs are told as far as as_of: quarters that had not ended by then are left out, and figures of the whole run are given only where its last bar had closed. Which runs there are, their state and when they were made are as they are now: backtests are made with hindsight.';

const runSchema = z.object({
  run: z.string().describe('Id: pass it to the other tools.'),
  definition: z.string().describe('File name of its definition in backtests/, without .backtest.json.'),
  name: untrustedSchema,
  state: z.enum(['running', 'interrupted', 'done', 'cancelled', 'failed']),
  started: z.string().describe('Wall clock, ISO 8601 UTC.'),
  from: z.string().nullable().describe('First simulated day; null where its log cannot be read.'),
  to: z.string().nullable().describe('Last simulated day.'),
  synthetic: z.boolean().describe('True: made-up bars; its results say nothing about any market.'),
  whole_run_known: z.boolean().describe('False: cut at as_of, or not over.'),
  figures: figuresSchema,
  file: z.string(),
});

function runRow({ summary, definition, whole, figures }: RunAsOf): z.infer<typeof runSchema> {
  return {
    run: summary.run,
    definition: nameOf(summary.definition),
    name: untrusted(summary.name, 80),
    state: stateOf(summary),
    started: summary.started,
    from: definition?.from ?? null,
    to: definition?.to ?? null,
    synthetic: summary.synthetic,
    whole_run_known: whole,
    figures,
    file: `data/runs/${summary.run}/run.json`,
  };
}

function stateOf(summary: RunSummary) {
  return summary.state === 'running' && !isUnderWay(summary) ? 'interrupted' : summary.state;
}

export const listRuns = defineTool({
  name: 'backtest_list_runs',
  title: 'List Runs',
  description:
    'Lists the backtest runs of this workspace, newest first, each with its state, simulated span and main figures, and the definitions that can be run. Start here to learn run ids.',
  args: pageArguments,
  result: {
    definitions: z.array(z.string()).describe('Names in backtests/, the first 30.'),
    unreadable_runs: z.number().int(),
    page: pageSchema,
    rows: z.array(runSchema),
  },
  bounds: BOUNDS,
  async answer({ limit }, asked) {
    const { workspace } = asked.host;
    const { runs, unreadable } = await workspace.runs();
    const definitions = (await workspace.definitions()).slice(0, MOST_NAMES).map((name) => nameOf(name));
    const from = asked.cursor?.from ?? 0;
    const onPage = new Map<string, RunAsOf>();
    for (const { run } of runs.slice(from, from + limit)) {
      asked.signal.throwIfAborted();
      onPage.set(run, await runAsOf(workspace, await workspace.run(run), asked.asOf));
    }
    const row = ({ run }: RunSummary) => {
      const known = onPage.get(run);
      if (!known) throw new Error(`the run ${run} is not on this page`);
      return runRow(known);
    };
    return pageOf(asked, runs, limit, row, { definitions, unreadable_runs: unreadable });
  },
});

export const runSummary = defineTool({
  name: 'backtest_run_summary',
  title: 'Run Summary',
  description:
    'Figures of one backtest run: return, Sharpe ratio, drawdown, win rate with its interval, quarter by quarter, the weight each provider had learned, what it made at higher costs, and buy and hold beside it.',
  args: {
    run: outcomeSchema.shape.run_id.describe('Id from backtest_list_runs.'),
    ...pageArguments,
  },
  result: {
    summary: runSchema,
    currency: z.string(),
    capital: z.number(),
    symbols: z.array(z.string()).describe('The first 30.'),
    timeframe: z.string().nullable(),
    weights: z
      .record(z.string(), z.number())
      .describe('What each vote is multiplied by: learned by the end, or in the last quarter that is known.'),
    costs: z
      .array(
        z.object({
          multiple: z.number(),
          total_return: z.number().nullable(),
          pnl: z.number(),
          ruined: z.boolean().describe('Equity came to nothing.'),
        }),
      )
      .nullable()
      .describe(
        'The decisions of the run played again at 1, 2 and 3 times the costs; null where the run is cut.',
      ),
    benchmarks: z
      .record(z.string(), z.object({ total_return: z.number().nullable(), sharpe: z.number().nullable() }))
      .nullable()
      .describe('Buy and hold, and equal weights; null where the run is cut or has none.'),
    provider_failures: z.record(z.string(), z.number()).nullable(),
    notes: z
      .array(untrustedSchema)
      .nullable()
      .describe('What a reader must know: gaps in the bars among others.'),
    page: pageSchema,
    rows: z
      .array(
        evidenceSchema.extend({
          quarter: z.string(),
          total_return: z.number().nullable(),
          final_equity: z.number(),
          sharpe: z.number().nullable().describe('Null where the quarter has too few days for its interval.'),
          sharpe_interval_95: z.array(z.number()).nullable(),
          max_drawdown: z.number().nullable(),
        }),
      )
      .describe('A row a quarter that had ended by as_of, oldest first.'),
  },
  bounds: BOUNDS,
  async answer({ run, limit }, asked) {
    const { workspace } = asked.host;
    const known = await runAsOf(workspace, await workspace.run(run), asked.asOf);
    const { summary, definition, whole, quarters } = known;
    const benchmarks = summary.benchmarks && Object.entries(summary.benchmarks);
    return pageOf(
      asked,
      quarters,
      limit,
      (quarter) => ({
        quarter: quarter.quarter,
        ...evidenceOf(quarter.wins, quarter.trades),
        total_return: roundedOrNull(quarter.totalReturn),
        final_equity: rounded(quarter.finalEquity),
        sharpe: quarter.sharpeInterval ? roundedOrNull(quarter.sharpe) : null,
        sharpe_interval_95: quarter.sharpeInterval?.map(rounded) ?? null,
        max_drawdown: roundedOrNull(quarter.maxDrawdown),
      }),
      {
        summary: runRow(known),
        currency: nameOf(summary.currency),
        capital: summary.capital,
        symbols: (definition?.symbols ?? []).slice(0, MOST_NAMES).map(({ symbol }) => symbol),
        timeframe: definition?.timeframe ?? null,
        weights: roundedByName(whole ? summary.weights : (quarters.at(-1)?.weights ?? {})),
        costs: whole
          ? summary.costs.slice(0, 3).map(({ multiple, totalReturn, pnl, ruined = false }) => ({
              multiple,
              total_return: roundedOrNull(totalReturn),
              pnl: rounded(pnl),
              ruined,
            }))
          : null,
        benchmarks:
          whole && benchmarks
            ? Object.fromEntries(
                benchmarks.flatMap(([name, figures]) =>
                  figures
                    ? [
                        [
                          name,
                          {
                            total_return: roundedOrNull(figures.totalReturn),
                            sharpe: roundedOrNull(figures.sharpe),
                          },
                        ],
                      ]
                    : [],
                ),
              )
            : null,
        provider_failures: whole ? roundedByName(summary.failures) : null,
        notes: whole ? summary.notes.slice(0, MOST_NOTES).map((note) => untrusted(note, 300)) : null,
      },
    );
  },
});
