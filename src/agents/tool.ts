import { z } from 'zod';
import { isoTime, parseIsoTime } from '../common/calendar';
import { hashOf } from '../common/hashOf';
import { InputError } from '../common/inputError';
import type { RunEnd } from '../run/process/protocol';
import { type Cursor, readCursor } from './cursor';
import { ToolRefusal } from './toolRefusal';
import type { ToolWorkspace } from './toolWorkspace';
import { CAUTION } from './untrusted';

/** Largest result, UTF-8 bytes of its JSON. */
export const LARGEST_RESULT = 16 * 1024;

/** Gives tools a workspace, a clock and, where allowed, a way to start runs. */
export interface ToolHost {
  readonly workspace: ToolWorkspace;
  /** Wall clock, epoch ms: the point in time of a question that names none. */
  now(): number;
  /** Runs a definition (absolute path) to its end; null where no run may be started. */
  readonly start: ((definition: string, call: ToolCall) => Promise<RunEnd>) | null;
}

/** One call of a tool: its cancellation and its progress. */
export interface ToolCall {
  readonly signal: AbortSignal;
  /** @param done 0 to 1. */
  progress(done: number, message: string): void;
}

/** A tool's result, or why there is none, in words for the caller. */
export type ToolAnswer =
  | { readonly ok: true; readonly result: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: string };

/** A tool that a language model may call. */
export interface Tool {
  readonly name: string;
  /** Name for people. */
  readonly title: string;
  /** Tells the model what the tool is for and what comes back. */
  readonly description: string;
  readonly args: z.ZodObject;
  readonly result: z.ZodObject;
  /** Whether the tool starts a run; then the user is asked first. */
  readonly runs: boolean;
  /** @throws for bugs and for an abort only. */
  call(input: unknown, host: ToolHost, call: ToolCall): Promise<ToolAnswer>;
}

const AS_OF = z
  .string()
  .refine((text) => parseIsoTime(text) !== null, 'must be an ISO 8601 date or time, such as 2025-06-30')
  .optional()
  .describe(
    'Point in time of the question: ISO 8601, UTC unless it names a zone; a date means its first instant. Only what was known then may shape the answer. Left out: now. To judge a past decision, pass its own time.',
  );

/** A tool's arguments, with the point in time that every tool takes. */
export const argumentsOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.strictObject({ ...shape, as_of: AS_OF });

const envelope = {
  as_of: z.string().describe('The point in time that the answer is bound to.'),
  bounds: z.string().describe('What that bound covers, and what it does not.'),
  caution: z.string(),
};
export const resultOf = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ ...envelope, ...shape });
type Envelope = z.infer<z.ZodObject<typeof envelope>>;

/** A call as a tool's answer sees it, beside the tool's own arguments. */
export interface Asked extends ToolCall {
  readonly host: ToolHost;
  /** Epoch ms. */
  readonly asOf: number;
  /** Fields of every result, which take part of its room. */
  readonly envelope: Envelope;
  /** Where the earlier page left off; null for a first page. */
  readonly cursor: Cursor | null;
  /** Hash of the tool and its arguments, without cursor and time. */
  readonly question: string;
}

interface ToolSpec<Args extends z.ZodRawShape, Result extends z.ZodRawShape>
  extends Pick<Tool, 'name' | 'title' | 'description'> {
  readonly args: Args;
  readonly result: Result;
  readonly runs?: boolean;
  /** Tells what `as_of` covers. */
  readonly bounds: string;
  /** @throws ToolRefusal or InputError where there is no answer. */
  answer(
    args: z.infer<z.ZodObject<Args>>,
    asked: Asked,
  ): Promise<z.infer<z.ZodObject<Result>>> | z.infer<z.ZodObject<Result>>;
}

/** Makes a tool of its schemas and its answer: arguments are checked before the answer, and the result after. */
export function defineTool<Args extends z.ZodRawShape, Result extends z.ZodRawShape>(
  spec: ToolSpec<Args, Result>,
): Tool {
  const args = argumentsOf(spec.args);
  const own = z.object(spec.args);
  const result = resultOf(spec.result);
  return {
    name: spec.name,
    title: spec.title,
    description: spec.description,
    args,
    result,
    runs: spec.runs === true,
    async call(input, host, call) {
      try {
        const { as_of: when, cursor: token, ...rest } = checked(args, input);
        const question = hashOf([spec.name, rest]);
        const cursor = typeof token === 'string' ? readCursor(token, question) : null;
        const asOf = timeOf(when, cursor, host);
        const shared = { as_of: isoTime(asOf), bounds: spec.bounds, caution: CAUTION };
        await host.workspace.requireOwnFolders();
        const asked = { ...call, host, asOf, envelope: shared, cursor, question };
        const answered = await spec.answer(own.parse(rest), asked);
        call.signal.throwIfAborted();
        const whole = result.parse({ ...shared, ...answered });
        const bytes = Buffer.byteLength(JSON.stringify(whole));
        if (bytes > LARGEST_RESULT) throw new Error(`${spec.name} answered with ${bytes} bytes`);
        return { ok: true, result: whole };
      } catch (error) {
        if (error instanceof ToolRefusal) return { ok: false, problem: error.message };
        if (error instanceof InputError)
          return { ok: false, problem: host.workspace.withoutFolder(error.message) };
        throw error;
      }
    },
  };
}

function checked(args: z.ZodObject, input: unknown): Record<string, unknown> {
  const parsed = args.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `"${path.join('.')}": ${message}` : message,
  );
  throw new ToolRefusal(`The arguments do not fit. ${problems.join('; ')}`, "See the tool's schema");
}

function timeOf(when: unknown, cursor: Cursor | null, host: ToolHost): number {
  const said = typeof when === 'string' ? parseIsoTime(when) : null;
  if (cursor && said !== null && said !== cursor.asOf)
    throw new ToolRefusal('"cursor" belongs to another "as_of"', 'Leave "as_of" as it was, or out');
  return said ?? cursor?.asOf ?? host.now();
}
