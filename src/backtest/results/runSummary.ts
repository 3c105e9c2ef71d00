import { z } from 'zod';
import type { Quarter } from '../../common/calendar';
import { FAILURE_CAUSES } from '../../decision/provider';
import { REFUSALS } from '../engine/sizing';

/** Finite: z.number() takes neither ±∞ nor NaN. */
const number = z.number();
/** A figure that may be undefined; `finite` makes it so. */
const nullable = number.nullable();

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
  /** 95 %, see `sharpeInterval`; null where there are too few days for one; left out by earlier versions. */
  sharpeInterval: z.tuple([number, number]).nullable().optional(),
  maxDrawdown: nullable,
  profitFactor: nullable,
  cagr: nullable,
  /** Share of clock bars with a position after the open. */
  exposure: nullable,
  sortino: nullable,
  /** A year's, 0.1 is ten percent. */
  volatility: nullable,
  calmar: nullable,
  sqn: nullable,
  /** Account currency a trade, each net of all costs. */
  expectancy: nullable,
  averageWin: nullable,
  averageLoss: nullable,
  largestWin: nullable,
  largestLoss: nullable,
  payoffRatio: nullable,
  /** ms. */
  averageHolding: nullable,
  /** Account currency, all trades together. */
  fees: nullable,
  slippage: nullable,
});

const benchmarkSchema = measuresSchema.pick({
  finalEquity: true,
  totalReturn: true,
  sharpe: true,
  maxDrawdown: true,
});
/** Figures of a benchmark. */
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

const costCaseSchema = z.object({
  multiple: number,
  pnl: number,
  totalReturn: nullable,
  /** Whether equity came to nothing; left out, as `trades`, by earlier versions, which repriced the same trades. */
  ruined: z.boolean().optional(),
  trades: number.optional(),
  winRate: nullable,
  profitFactor: nullable,
  expectancy: nullable,
});

const multipliers = z.record(z.string(), number);

const quarterSchema = measuresSchema.extend({
  quarter: z.string().transform((text) => text as Quarter),
  /** What each provider's vote was multiplied by when the quarter ended, where no regime was known; and by regime. */
  weights: multipliers,
  regimeWeights: z.record(z.string(), multipliers),
});
export type QuarterSummary = z.infer<typeof quarterSchema>;

/** Fields that every run has, from its start on. */
const commonShape = {
  schema_version: z.literal(2),
  run: z.string(),
  /** File name of the definition without its ending, and its `name`. */
  definition: z.string(),
  name: z.string(),
  /** Process and host that make the run, so that a run that died is told from one under way. */
  pid: number,
  host: z.string(),
  /** ISO-8601 UTC, wall clock. */
  started: z.string(),
  capital: number,
  currency: z.string(),
  /** The quarters that have ended. */
  quarters: z.array(quarterSchema),
  /** Whether any of the run's bars are synthetic. */
  synthetic: z.boolean(),
  /** What the reader of the figures must know: gaps, dropped bars, damaged files. */
  notes: z.array(z.string()),
  /** The lineage: which memory was admissible. */
  refresh: z.enum(['quarter', 'trade']),
  include: z.array(z.string()),
};

/** Results of a run that was played to its end, or was cancelled. */
const resultShape = {
  /** ISO-8601 UTC, wall clock. */
  finished: z.string(),
  total: measuresSchema,
  /** What was learned by the end: the multipliers a next quarter would start with. */
  weights: multipliers,
  regimeWeights: z.record(z.string(), multipliers),
  /** How the weighted vote fared beside the best single provider; see `regretOf`. Null where no trade closed. */
  regret: z
    .object({
      trades: number,
      learned: number,
      equal: number,
      best: z.object({ provider: z.string(), loss: number }),
      regret: number,
    })
    .nullable(),
  /** The run's trades by what they were on, what voted for them, and the regime they were entered in. */
  tables: z.object({
    symbols: z.record(z.string(), recordSchema),
    providers: z.record(z.string(), recordSchema.extend({ right: number, scored: number })),
    regimes: z.record(z.string(), recordSchema),
  }),
  /** The run's decisions played again at 1, 2 and 3 times the costs; none of a run that was cancelled. */
  costs: z.array(costCaseSchema),
  /** Share of position-bars in which stop and target were both touched; the stop was taken. */
  ambiguousShare: nullable,
  refusedEntries: number,
  /** Why entries were refused; left out by earlier versions. */
  refusals: z.partialRecord(z.enum(REFUSALS), number).optional(),
  /** How often each provider failed to answer. */
  failures: z.record(z.string(), number),
  /** How it went with the providers that are asked; see `AnswerRecord`. */
  asked: z.record(
    z.string(),
    z.object({
      answers: number,
      reused: number,
      retried: number,
      failures: z.partialRecord(z.enum(FAILURE_CAUSES), number),
      tokens: number,
      saying_ms: number,
      took_ms: number,
      /** Failures a question, 0.1 is ten percent; left out by earlier versions. */
      failure_share: number.optional(),
    }),
  ),
  /** The decision log as the run left it, so that a change of its end is found out. */
  log: z.object({ lines: number, sha256: z.string() }),
  problem: z.null(),
};

/** The results of a run that has none to show: the run goes on, it was interrupted, or it failed. */
const nothingShape = {
  total: z.null(),
  weights: multipliers,
  regimeWeights: z.record(z.string(), multipliers),
  regret: z.null(),
  tables: z.null(),
  costs: z.array(costCaseSchema).max(0),
  benchmarks: z.null(),
  ambiguousShare: z.null(),
  refusedEntries: number,
  refusals: resultShape.refusals,
  failures: z.record(z.string(), number),
  asked: resultShape.asked,
  log: z.null(),
};

const runningSchema = z.object({
  ...commonShape,
  state: z.literal('running'),
  finished: z.null(),
  ...nothingShape,
  problem: z.null(),
});

const doneSchema = z.object({
  ...commonShape,
  state: z.literal('done'),
  ...resultShape,
  /** The same span bought and held, and the same ensemble with each vote weighing the same. */
  benchmarks: z.object({ buyAndHold: benchmarkSchema, equalWeights: benchmarkSchema.nullable() }),
});

const cancelledSchema = z.object({
  ...commonShape,
  state: z.literal('cancelled'),
  ...resultShape,
  benchmarks: z.null(),
});

const failedSchema = z.object({
  ...commonShape,
  state: z.literal('failed'),
  finished: z.string(),
  ...nothingShape,
  /** Why it failed. */
  problem: z.string(),
});

/** A run that ended before its end by no mistake of the user's: a provider's host gave out, and the run can go on once it answers. */
const interruptedSchema = z.object({
  ...commonShape,
  state: z.literal('interrupted'),
  finished: z.string(),
  ...nothingShape,
  /** Which provider's host failed, in the host's own words. */
  problem: z.string(),
});

export const summarySchema = z.discriminatedUnion('state', [
  runningSchema,
  doneSchema,
  cancelledSchema,
  failedSchema,
  interruptedSchema,
]);

/** A run as data/runs/<run>/run.json has it; `summaryFile.ts` reads and writes the file's names. */
export type RunSummary = z.infer<typeof summarySchema>;
export type InterruptedSummary = z.infer<typeof interruptedSchema>;
export type RunningSummary = z.infer<typeof runningSchema>;

/** The results of a run, for whoever lists all fields that a summary may have. */
export const SUMMARY_SHAPE = doneSchema.shape;

/** Values of the results while there are none. */
export const NOTHING_TO_SHOW = {
  total: null,
  weights: {},
  regimeWeights: {},
  regret: null,
  tables: null,
  costs: [],
  benchmarks: null,
  ambiguousShare: null,
  refusedEntries: 0,
  failures: {},
  asked: {},
  log: null,
} satisfies Partial<RunningSummary>;
