import { z } from 'zod';
import { type Json, replySchema } from '../log/logEntry';
import type { Reply } from '../provider';

/** Characters of a model's thinking that the log keeps. */
const THINKING_KEPT = 4000;
const OPENS = '<think>';
const CLOSES = '</think>';

/**
 * The form that a model is held to. The host turns the form into a grammar, which keeps the order of fields, so that the
 * model reasons before deciding. A grammar cannot take lengths of thousands: those bounds stay in `replySchema`.
 */
const modelReplySchema = z.object({
  reason: z.string(),
  action: replySchema.shape.action,
  confidence: z.int().min(0).max(100),
  stop: z.number().optional(),
  target: z.number().optional(),
  size: z.number().optional(),
});

/** The form as JSON schema, for Ollama's `format`. */
export const REPLY_FORMAT = formatOf(modelReplySchema);

function formatOf(schema: z.ZodType): { [key: string]: Json } {
  const { $schema, ...format } = z.toJSONSchema(schema);
  return z.record(z.string(), z.json()).parse(JSON.parse(JSON.stringify(format)));
}

/** Separates a model's thinking from its answer: hosts that know the model's tags have done so, others leave the tags in. */
export function thinkingApart(content: string, thinking: string): { said: string; thought: string } {
  const end = content.lastIndexOf(CLOSES);
  const [inside, said] =
    end >= 0
      ? [content.slice(0, end), content.slice(end + CLOSES.length)]
      : content.trimStart().startsWith(OPENS)
        ? [content, '']
        : ['', content];
  const thought = [thinking, inside.replaceAll(OPENS, '')]
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return { said, thought: shortened(thought.join('\n')) };
}

function shortened(text: string): string {
  const more = text.length - THINKING_KEPT;
  return more > 0 ? `${text.slice(0, THINKING_KEPT)}… and ${more} characters more` : text;
}

/** A model's answer as a reply, or why the answer cannot be used, in words for the model and for the log. */
export function replyOf(said: string): { readonly reply: Reply } | { readonly problem: string } {
  // Models that are not held to the form put words or a fence around the JSON.
  const [from, to] = [said.indexOf('{'), said.lastIndexOf('}')];
  let content: unknown;
  try {
    content = JSON.parse(said.slice(from, to + 1));
  } catch {
    return { problem: 'the reply is not JSON' };
  }
  const parsed = replySchema.safeParse(withoutNulls(content));
  if (parsed.success) return { reply: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `"${issue.path.join('.')}" of the reply: ${issue.message}` };
}

/** Drops nulls, which many models write for fields that they leave out. */
function withoutNulls(content: unknown): unknown {
  if (typeof content !== 'object' || content === null) return content;
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null));
}
