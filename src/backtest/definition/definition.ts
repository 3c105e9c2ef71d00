import { z } from 'zod';
import { parseIsoTime } from '../../common/calendar';
import { TIMEFRAMES, type Timeframe } from '../../common/timeframe';
import { LEARNING_METHODS } from '../../decision/learning/learningMethods';
import { THINK_VALUES } from '../../decision/ollama/thinking';
import { kindOf, PROVIDER_KINDS } from '../../decision/providers/providerKinds';
import { isZone } from '../../market/sessions/zones';
import { outcomeSchema } from '../../memory/outcome';

const DATE = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && parseIsoTime(text) !== null,
    'must be a date: YYYY-MM-DD',
  );
const PREFIXES = PROVIDER_KINDS.map(({ prefix }) => `"${prefix}"`);
const TIMEFRAME_NAMES = Object.keys(TIMEFRAMES) as [Timeframe, ...Timeframe[]];

const symbolSchema = z.strictObject({
  symbol: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'must be 1 to 32 letters, digits, ".", "-" or "_"')
    .meta({ description: 'Name of the symbol, as it stands in outcomes: `BTCUSD`.' }),
  file: z.string().min(1).meta({
    description:
      'CSV file (`.csv` or `.csv.gz`) with its bars, relative to the workspace. Bars shorter than the timeframe are put together.',
  }),
  quote: z.string().min(1).optional().meta({
    description:
      'Currency the symbol is quoted in. Told from names such as `BTCUSD` or `BTC-EUR`; say it where the name does not, else the account’s currency is taken. It must be the account’s currency.',
  }),
  zone: z.string().refine(isZone, 'must be an IANA zone, such as "Asia/Tokyo"').optional().meta({
    description:
      'IANA zone of its exchange, such as `Asia/Riyadh`: dates daily bars whose times do not tell the trading day.',
  }),
});

const PARAMETER_VALUES = [z.number(), z.boolean(), z.string()];

const providerSchema = z.strictObject({
  use: z
    .string()
    .refine((use) => kindOf(use) !== undefined, `must begin with ${PREFIXES.join(', ')}`)
    .meta({
      description: `Who decides: ${PROVIDER_KINDS.map(({ meaning, examples: [one] }) => `${meaning}, \`${one}\``).join('; or ')}.`,
      examples: PROVIDER_KINDS.flatMap(({ examples }) => examples),
    }),
  weight: z.number().positive().max(100).default(1).meta({
    description: 'Weight of its vote before anything was learned.',
  }),
  parameters: z
    .record(z.string(), z.union(PARAMETER_VALUES, 'must be a number, true, false or a word in quotes'))
    .default({})
    .meta({
      description:
        'What the provider takes, such as the lengths of its averages; what is not named keeps its default.',
      properties: {
        think: {
          description:
            'Of `ollama:` models: whether the model thinks before it answers, or how much. Left out: as the model does by itself.',
          examples: THINK_VALUES,
        },
      },
    }),
});

const sizingSchema = z.strictObject({
  risk: z.number().positive().max(1).default(0.01).meta({
    description: 'Fraction of equity lost when a position leaves at its stop: 0.01 is one percent.',
  }),
  cap: z.number().positive().max(1).default(0.3).meta({
    description: 'Largest position, as a fraction of equity.',
  }),
  quantity_step: z.number().positive().default(1e-8).meta({
    description: 'Smallest tradable quantity; positions are rounded down to a multiple of it.',
  }),
  min_notional: z.number().min(0).max(1e12).optional().meta({
    description:
      'What an entry must be worth, in the account’s currency; smaller ones are refused, counted and told. Left out: 0.1 % of the capital.',
  }),
});

const stopsSchema = z.strictObject({
  stop_loss_pct: z.number().positive().max(100).optional().meta({
    description: 'Stop-loss, percent away from the close at which the decision is taken. Left out: no stop.',
  }),
  take_profit_pct: z.number().positive().max(1000).optional().meta({
    description:
      'Take-profit, percent away from the close at which the decision is taken. Left out: no target.',
  }),
  max_holding: z.number().int().positive().optional().meta({
    description:
      'Bars after which a position leaves at the next open, the entry bar counted. Left out: no limit.',
  }),
});

const costsSchema = z.strictObject({
  fee_bps: z.number().min(0).max(1000).default(10).meta({
    description: 'Fee on both legs, in hundredths of a percent of the traded amount.',
  }),
  slippage_bps: z.number().min(0).max(1000).default(5).meta({
    description:
      'How much worse than the bar’s price entries, stops and market exits fill, in hundredths of a percent.',
  }),
});

const memorySchema = z.strictObject({
  notes: z.boolean().default(false).meta({
    description:
      'Whether models are shown your notes on past trades. You wrote them knowing how the trades ended, and what else you knew by then: a backtest that shows them says so in its results.',
  }),
  refresh: z.enum(['quarter', 'trade']).default('quarter').meta({
    description:
      '`quarter`: decisions see this run’s trades of earlier quarters. `trade`: every trade as soon as its exit is known.',
  }),
  include: z.array(outcomeSchema.shape.run_id).default([]).meta({
    description:
      'Ids of earlier runs whose outcomes may be remembered too, each from the time its exit was known.',
  }),
  neighbours: z.number().int().min(1).max(50).default(5).meta({
    description: 'How many similar past trades a decision is shown.',
  }),
  cap: z.number().int().min(1).max(1_000_000).default(1000).meta({
    description:
      'How many outcomes are remembered at any time, and kept as files in `data/memory` after the run: those that ended last. Older ones move to `data/memory/archive`.',
  }),
});

const learningSchema = z.strictObject({
  method: z.enum(LEARNING_METHODS).default('record').meta({
    description:
      '`record`: the log-odds of a provider’s being right, by regime, drawn to the others’ while they differ no more than chance does. `hedge`: exponential weights, which assume nothing about the market and move faster.',
  }),
});

/** The one source of the definition's validation, its type and the JSON schema that VS Code completes with. */
export const definitionSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: z
      .string()
      .min(1)
      .max(80)
      .meta({ description: 'What to call this backtest; its runs are named after the file.' }),
    symbols: z.array(symbolSchema).min(1).max(100).meta({
      description: 'Symbols traded from one cash account. Where cash is short, earlier ones enter first.',
    }),
    timeframe: z.enum(TIMEFRAME_NAMES).meta({
      description:
        'Length of a bar; all symbols share it. Daily bars are trading days; days made of shorter bars are UTC days.',
    }),
    from: DATE.meta({
      description: 'First day of the backtest (UTC). Bars before it only warm up indicators.',
    }),
    to: DATE.meta({ description: 'Last day of the backtest (UTC), included.' }),
    capital: z.number().positive().max(1e12).default(10_000).meta({
      description: 'Cash at the start, in the account’s currency.',
    }),
    currency: z
      .string()
      .min(1)
      .default('USD')
      .meta({ description: 'Currency of the account. Symbols quoted in another are refused.' }),
    providers: z.array(providerSchema).min(1).max(50).meta({ description: 'Who votes on each decision.' }),
    quorum: z.number().int().min(1).optional().meta({
      description:
        'How many providers must answer for a vote to count; fewer is HOLD. Left out: more than half.',
    }),
    portfolio: z.boolean().default(false).meta({
      description:
        'Whether models are told cash, equity and the open position. Left out, their answers do not depend on what was decided before, so that a quarter is asked model by model and each is loaded once.',
    }),
    blind: z.boolean().default(false).meta({
      description:
        'Whether symbols, dates and price levels are hidden from models, so that they cannot recognise a history they were trained on. The last close is 100 to them.',
    }),
    reuse: z.boolean().default(false).meta({
      description:
        'Whether a model’s answer in an earlier run of this workspace counts as its answer to exactly the same request: the same model to the byte, prompt, form and options.',
    }),
    short: z.boolean().default(true).meta({ description: 'Whether SELL may open a short.' }),
    reverse: z.boolean().default(false).meta({
      description:
        'Whether a decision against the position also opens the opposite one; otherwise it only closes.',
    }),
    sizing: sizingSchema.prefault({}).meta({ description: 'How large positions are.' }),
    stops: stopsSchema.prefault({}).meta({ description: 'When positions leave without a decision.' }),
    costs: costsSchema
      .prefault({})
      .meta({ description: 'What trading costs: 10 bps fee and 5 bps slippage unless said.' }),
    memory: memorySchema.prefault({}).meta({ description: 'Which past trades decisions may remember.' }),
    learning: learningSchema.prefault({}).meta({
      description: 'How votes gain and lose weight by results, as often as `memory.refresh` says.',
    }),
  })
  .superRefine((definition, context) => {
    const problem = (path: (string | number)[], message: string) =>
      context.addIssue({ code: 'custom', path, message });
    if (definition.to < definition.from) problem(['to'], 'must not be before "from"');
    definition.symbols.forEach(({ symbol }, index) => {
      if (definition.symbols.findIndex((other) => other.symbol === symbol) < index)
        problem(['symbols', index, 'symbol'], `names ${symbol} a second time`);
    });
    definition.providers.forEach(({ use }, index) => {
      if (definition.providers.findIndex((other) => other.use === use) < index)
        problem(['providers', index, 'use'], `names ${use} a second time`);
    });
    if (definition.quorum !== undefined && definition.quorum > definition.providers.length)
      problem(['quorum'], `asks for more answers than there are providers (${definition.providers.length})`);
  });

export type Definition = z.infer<typeof definitionSchema>;
