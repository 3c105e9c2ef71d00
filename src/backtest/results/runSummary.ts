import { z } from 'zod';
import type { Quarter } from '../../common/calendar';
import { FAILURE_CAUSES } from '../../decision/provider';

const number = z.number();
const nullable = z.number().nullable();
/** Runs of earlier versions do not have it. */
const added = nullable.default(null);

const measuresSchema = z.object({
  /** Account currency. */
  finalEquity: number,
  /** 0.1 is ten percent. */
  totalReturn: nullable,
  trades: number,
  wins: number,
  winRate: nullable,
  /** Wilson 95 %. */
  winRateInterval: z.tuple([number, number]).nullable(),
  sharpe: nullable,
  maxDrawdown: number,
  profitFactor: nullable,
  cagr: nullable,
  /** Share of clock bars with a position after the open. */
  exposure: nullable,
  sortino: added,
  /** A year's, 0.1 is ten percent. */
  volatility: added,
  calmar: added,
  sqn: added,
  /** Account currency a trade, each net of all costs. */
  expectancy: added,
  averageWin: added,
  averageLoss: added,
  largestWin: added,
  largestLoss: added,
  payoffRatio: added,
  /** ms. */
  averageHolding: added,
  /** Account currency, all trades together. */
  fees: added,
  slippage: added,
});

const benchmarkSchema = measuresSchema.pick({
  finalEquity: true,
  totalReturn: true,
  sharpe: true,
  maxDrawdown: true,
});
/** What a run is held against. */
export type Benchmark = z.infer<typeof benchmarkSchema>;

const recordSchema = z.object({
  trades: number,
  wins: number,
  win_rate: nullable,
  win_rate_interval: z.tuple([number, number]).readonly().nullable(),
  pnl: number,
});

/** The figures of a run or of one quarter of it; null where a figure is undefined. */
export type Measures = z.infer<typeof measuresSchema>;

const multipliers = z.record(z.string(), number);

const quarterSchema = measuresSchema.extend({
  quarter: z.string().transform((text) => text as Quarter),
  /** What each provider's vote was multiplied by when the quarter ended, where no regime was known; and by regime. */
  weights: multipliers,
  regimeWeights: z.record(z.string(), multipliers).default({}),
});
export type QuarterSummary = z.infer<typeof quarterSchema>;

export const summarySchema = z.object({
  schema_version: z.literal(1),
  run: z.string(),
  /** File name of the definition without its ending, and its `name`. */
  definition: z.string(),
  name: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  /** Process and host that make it, so that a run that died is told from one under way. */
  pid: number,
  host: z.string(),
  /** ISO-8601 UTC, wall clock. */
  started: z.string(),
  finished: z.string().nullable(),
  capital: number,
  currency: z.string(),
  /** Null until the run ended. */
  total: measuresSchema.nullable(),
  quarters: z.array(quarterSchema),
  /** What was learned by the end: the multipliers a next quarter would start with. */
  weights: multipliers,
  regimeWeights: z.record(z.string(), multipliers).default({}),
  /** How the weighted vote fared beside the best single provider; see `regretOf`. Null where no trade closed. */
  regret: z
    .object({
      trades: number,
      learned: number,
      equal: number,
      best: z.object({ provider: z.string(), loss: number }),
      regret: number,
    })
    .nullable()
    .default(null),
  /** The run's trades by what they were on, what voted for them, and the regime they were entered in. */
  tables: z
    .object({
      symbols: z.record(z.string(), recordSchema),
      providers: z.record(z.string(), recordSchema.extend({ right: number, scored: number })),
      regimes: z.record(z.string(), recordSchema),
    })
    .nullable()
    .default(null),
  /** The same trades at 1, 2 and 3 times the costs. */
  costs: z
    .array(
      z.object({
        multiple: number,
        pnl: number,
        totalReturn: nullable,
        winRate: nullable,
        profitFactor: nullable,
        expectancy: nullable,
      }),
    )
    .default([]),
  /** The same span bought and held, and the same ensemble with each vote weighing the same. */
  benchmarks: z
    .object({ buyAndHold: benchmarkSchema, equalWeights: benchmarkSchema.nullable() })
    .nullable()
    .default(null),
  /** Share of position-bars in which stop and target were both touched; the stop was taken. */
  ambiguousShare: nullable,
  refusedEntries: number,
  /** Whether any of its bars are synthetic. */
  synthetic: z.boolean(),
  /** What the reader of the figures must know: gaps, dropped bars, damaged files. */
  notes: z.array(z.string()),
  /** Why it failed. */
  problem: z.string().nullable(),
  /** The lineage: which memory was admissible. */
  refresh: z.enum(['quarter', 'trade']),
  include: z.array(z.string()),
  /** How often each provider failed to answer. */
  failures: z.record(z.string(), number).default({}),
  /** How it went with the providers that are asked; see `AnswerRecord`. */
  asked: z
    .record(
      z.string(),
      z.object({
        answers: number,
        reused: number,
        retried: number,
        failures: z.partialRecord(z.enum(FAILURE_CAUSES), number),
        tokens: number,
        saying_ms: number,
        took_ms: number,
      }),
    )
    .default({}),
  /** The decision log as the run left it, so that a change of its end is found out; null until the run ended. */
  log: z.object({ lines: number, sha256: z.string() }).nullable().default(null),
});

/** What stands in data/runs/<run>/run.json. */
export type RunSummary = z.infer<typeof summarySchema>;
