import { z } from 'zod';
import { outcomeSchema } from '../../memory/outcome';
import { ACTIONS } from '../../memory/side';
import { FAILURE_CAUSES } from '../provider';

export type Json = z.core.util.JSONType;

const memories = outcomeSchema.shape.memories;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** How many digits of a hash tell a question that playing the run again gives anew, and a line from the line before. */
const SHORT = 16;
const LINK = 32;
const shortSha256 = z.string().regex(new RegExp(`^[0-9a-f]{${SHORT}}$`));

/** The beginning of a question's hash, by which the log tells the question. */
export const shortHash = (sha256: string): string => sha256.slice(0, SHORT);

/** What a line says of the line before: its hash, in logs of format 2 the first half of the hash. */
export const linkOf = (hash: string | null, { format }: Pick<LogHeader, 'format'>): string | null =>
  hash !== null && format > 1 ? hash.slice(0, LINK) : hash;

/** Whether a line that says `link` follows the line of a hash, in a log of whatever format. */
export const isLink = (link: unknown, hash: string | null): boolean =>
  link === hash || (hash !== null && link === hash.slice(0, LINK));

/** The form of a reply, whichever provider gives it. */
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

/** The first line: everything that the run depends on. Where any part differs now, the log answers nothing. */
const headerSchema = z.object({
  type: z.literal('run'),
  /** 2: lines are linked by half a hash, and of the user's own code only acted-on questions are kept. */
  format: z.union([z.literal(1), z.literal(2)]),
  run: z.string(),
  /** Version of this extension that made the run. */
  version: z.string(),
  /** Version of V8 that made the run; logs before 0.2.0 do not say. */
  v8: z.string().optional(),
  /** Wall clock, ISO-8601; bars that were unfinished at that time were dropped. */
  started: z.string(),
  /** Path relative to the workspace. */
  definition_file: z.string(),
  definition: z.record(z.string(), z.json()),
  /** `zone`: by which daily bars were dated, where a sidecar named it. */
  bars: z.array(z.object({ symbol: z.string(), file: z.string(), sha256, zone: z.string().optional() })),
  /** Number and hash of the included runs' outcomes. */
  memory: z.object({ outcomes: z.number(), sha256 }),
  /** `identity`: a model's digest, or the hashes of a program's files. */
  providers: z.array(z.object({ id: z.string(), identity: z.string() })),
});
export type LogHeader = z.infer<typeof headerSchema>;

/** A request, logged once however many providers were asked it; of the user's own code, with its bars by their place. */
const requestSchema = z.object({ type: z.literal('request'), sha256, request: z.json() });

/** A masked price times `scale` is the real price; times are told relative to `time`. */
const maskSchema = z.object({ symbol: z.string(), time: z.string(), scale: z.number().positive() });

/** The reply of a provider that is asked, not computed, or why there is none. */
const replyLineSchema = z.object({
  type: z.literal('reply'),
  decision_id: z.string(),
  provider: z.string(),
  /** Hash of the request; its beginning where the request can be derived again. */
  request: z.union([sha256, shortSha256]),
  /** Wall clock, ISO-8601, and how long the answer took; left out of answers by the user's own code that took no time to speak of. */
  asked: z.string().optional(),
  took_ms: z.number().optional(),
  /** Tokens that the provider said and was told, and how long saying its tokens took. */
  tokens: z.number().optional(),
  prompt_tokens: z.number().optional(),
  saying_ms: z.number().optional(),
  /** The model's thinking before its answer, shortened. */
  thinking: z.string().optional(),
  /** The fault of a first reply, after which the provider was asked once more. */
  retried: z.string().optional(),
  /** What was said and could not be used, each try, shortened. */
  said: z.array(z.string()).readonly().optional(),
  /** The mask of the request; `reply` is in real prices. */
  mask: maskSchema.optional(),
  /** How often the same request had been asked earlier in the run; left out for never. */
  ordinal: z.number().optional(),
  /** The run and decision whose reply answers here too: nobody was asked. */
  reused: z.object({ run: z.string(), decision_id: z.string() }).optional(),
  /** Left out where playing the run again gives them: of a decision that a trade came of, the decision's line has them. */
  memories: memories.optional(),
  reply: replySchema.optional(),
  failure: z.string().optional(),
  cause: z.enum(FAILURE_CAUSES).optional(),
});
export type ReplyLine = z.infer<typeof replyLineSchema>;

const multipliers = z.record(z.string(), z.number());

/**
 * Learned multipliers of the providers' votes from a time on: for a decision without a known regime, and by regime. At
 * most one line a quarter, however often weights change: the decision of a trade has the weights of its votes in its line.
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
/** Entries that every play of the same run writes again, to the letter. */
export type ComputedEntry = Extract<LogEntry, { type: 'weights' | 'decision' }>;

export const replyKey = (decisionId: string, provider: string) => `reply ${decisionId} ${provider}`;

/** The key by which a later play finds an entry; null for entries that no play looks for. */
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
