import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type CheckedReply, checkReply } from '../checkedReply';
import { type Json, replySchema } from '../log/logEntry';
import { shortened } from '../provider';
import { type FoundObject, jsonObjects } from './jsonObjects';

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

/** A model's answer as a reply, or why the answer cannot be used, in words for the model and for the log. */
export function replyOf(said: string): CheckedReply {
  const objects = jsonObjects(said);
  if (objects.length === 0) return { problem: 'the reply is not JSON' };
  const checked = objects.map(checkObject);
  const [reply, ...others] = checked.filter((one) => 'reply' in one);
  if (!reply) return checked.find((one) => 'problem' in one && one.problem !== NO_REPLY) ?? checked[0];
  // A model that changes its mind, or gives examples, has not decided.
  if (others.every((other) => isDeepStrictEqual(other, reply))) return reply;
  return { problem: 'the reply has two different objects, and only one can count' };
}

const NO_REPLY = 'the reply has no object with "action" and "confidence"';

function checkObject({ content, namesTwice }: FoundObject): CheckedReply {
  if (!Object.hasOwn(Object(content), 'action') && !Object.hasOwn(Object(content), 'confidence'))
    return { problem: NO_REPLY };
  return namesTwice ? { problem: 'the reply names a field twice' } : checkReply(content);
}
