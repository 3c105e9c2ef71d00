import { z } from 'zod';
import { ACTIONS, outcomeSchema } from '../../memory/outcome';
import { FAILURE_CAUSES } from '../provider';

export type Json = z.core.util.JSONType;

const memories = outcomeSchema.shape.memories;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A provider's answer as it must be, whoever gave it. */
export const replySchema = z.object({
  action: z.enum(ACTIONS).meta({ description: 'CLOSE leaves the position, HOLD changes nothing.' }),
  confidence: z
    .number()
    .min(0)
    .max(100)
    .meta({ description: '0 to 100: how likely it is held that a trade this way wins.' }),
  reason: z.string().max(10_000).default(''),
  stop: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'A price; it beats the definition’s percentage.' }),
  target: z
    .number()
    .positive()
    .optional()
    .meta({ description: 'A price; it beats the definition’s percentage.' }),
  size: z
    .number()
    .positive()
    .max(1)
    .optional()
    .meta({ description: 'A fraction of equity, as a further upper limit of the position.' }),
});

/** The first line: what the run depends on. Where any of it is another, the log answers nothing. */
const headerSchema = z.object({
  type: z.literal('run'),
  format: z.literal(1),
  run: z.string(),
  /** Of this extension. */
  version: z.string(),
  /** Wall clock, ISO-8601; unfinished bars were dropped as of then. */
  started: z.string(),
  /** Relative to the workspace. */
  definition_file: z.string(),
  definition: z.record(z.string(), z.json()),
  bars: z.array(z.object({ symbol: z.string(), file: z.string(), sha256 })),
  /** The outcomes of the included runs. */
  memory: z.object({ outcomes: z.number(), sha256 }),
  /** For a model its digest, for a program the hashes of its files. */
  providers: z.array(z.object({ id: z.string(), identity: z.string() })),
});
export type LogHeader = z.infer<typeof headerSchema>;

/** What was asked, once, however many providers were asked it. */
const requestSchema = z.object({ type: z.literal('request'), sha256, request: z.json() });

/** A masked price times `scale` is the real one; times are told from `time` on. */
const maskSchema = z.object({ symbol: z.string(), time: z.string(), scale: z.number().positive() });

/** What a provider that is asked, not computed, answered, or why it did not. */
const replyLineSchema = z.object({
  type: z.literal('reply'),
  decision_id: z.string(),
  provider: z.string(),
  /** Hash of what was asked. */
  request: sha256,
  /** Wall clock, ISO-8601. */
  asked: z.string(),
  took_ms: z.number(),
  /** That it said and that it was told, and how long saying them took. */
  tokens: z.number().optional(),
  prompt_tokens: z.number().optional(),
  saying_ms: z.number().optional(),
  /** What a model thought before it answered, shortened. */
  thinking: z.string().optional(),
  /** What was wrong with a first reply. */
  retried: z.string().optional(),
  /** What was hidden in what was asked; `reply` is in real prices. */
  mask: maskSchema.optional(),
  /** How often the same had been asked in the run before, where it had. */
  ordinal: z.number().optional(),
  /** Of another run, which asked the same: nobody was asked. */
  reused: z.object({ run: z.string(), decision_id: z.string() }).optional(),
  memories,
  reply: replySchema.optional(),
  failure: z.string().optional(),
  cause: z.enum(FAILURE_CAUSES).optional(),
});
export type ReplyLine = z.infer<typeof replyLineSchema>;

const multipliers = z.record(z.string(), z.number());

/**
 * What each provider's vote is multiplied by from a decision's time on, where no regime is known and by regime. One line
 * a quarter at most, however often they change: what a trade's decision was voted with stands in its own line.
 */
const weightsSchema = z.object({
  type: z.literal('weights'),
  time: z.string(),
  multipliers,
  regimes: z.record(z.string(), multipliers).optional(),
});

/** A decision that a trade came of. */
const decisionSchema = z.object({
  type: z.literal('decision'),
  decision_id: z.string(),
  action: z.enum(ACTIONS),
  confidence: z.number(),
  reason: z.string(),
  votes: z.array(
    z.object({ provider: z.string(), action: z.enum(ACTIONS), confidence: z.number(), weight: z.number() }),
  ),
  memories,
});

export const entrySchema = z.discriminatedUnion('type', [
  headerSchema,
  requestSchema,
  replyLineSchema,
  weightsSchema,
  decisionSchema,
]);
export type LogEntry = z.infer<typeof entrySchema>;
export type RequestLine = Extract<LogEntry, { type: 'request' }>;
/** What the same run writes again, to the letter, whenever it is played. */
export type ComputedEntry = Extract<LogEntry, { type: 'weights' | 'decision' }>;

export const replyKey = (decisionId: string, provider: string) => `reply ${decisionId} ${provider}`;

/** What an entry is found by when a run is played again; null for those that nobody looks for. */
export function keyOf(entry: LogEntry): string | null {
  switch (entry.type) {
    case 'reply':
      return replyKey(entry.decision_id, entry.provider);
    case 'weights':
      return `weights ${entry.time}`;
    case 'decision':
      return `decision ${entry.decision_id}`;
    default:
      return null;
  }
}
