import { z } from 'zod';
import type { Json, ReplyLine } from './logEntry';

/** What one provider was asked about a decision, and what came of it. */
export interface AskedReply {
  /** The line of the log that the reply stands on, counted from 1. */
  readonly line: number;
  /** To the letter; null where the log lacks it. */
  readonly request: Json | null;
  readonly reply: ReplyLine;
}

const chatSchema = z.object({ messages: z.array(z.object({ role: z.string(), content: z.string() })) });

/** Requests and answers as plain text, for a read-only document. */
export function promptText(replies: readonly AskedReply[]): string {
  if (replies.length === 0) return 'Nobody was asked for this decision: rules are computed.\n';
  return replies.map(replyText).join(`\n${'='.repeat(80)}\n\n`);
}

/** A request message by message; as JSON where the request is no chat. */
export function promptMessages(request: unknown): string[] {
  const parsed = chatSchema.safeParse(request);
  return parsed.success
    ? parsed.data.messages.map(({ role, content }) => `--- ${role} ---\n${content}\n`)
    : [`--- request ---\n${JSON.stringify(request, null, 2)}\n`];
}

function replyText({ line, request, reply }: AskedReply): string {
  const {
    provider,
    decision_id: decision,
    asked,
    took_ms: took,
    reused,
    thinking,
    retried,
    said = [],
    failure,
    mask,
  } = reply;
  const how = reused ? `reused from ${reused.run}, ${reused.decision_id}` : `took ${took} ms`;
  const answered = asked === undefined ? 'answered at once' : `asked ${asked}, ${how}`;
  const sent = promptMessages(request);
  const hidden = mask
    ? [`--- hidden ---\n${mask.symbol} at ${mask.time}; a price of 1 is ${mask.scale}\n`]
    : [];
  return [
    `${provider} on ${decision}, ${answered}. Line ${line} of the log, request ${reply.request}.\n`,
    ...sent,
    ...hidden,
    ...(thinking === undefined ? [] : [`--- thinking ---\n${thinking}\n`]),
    ...(retried === undefined ? [] : [`--- first reply was not usable ---\n${retried}\n`]),
    ...said.map((text) => `--- said, and not usable ---\n${text}\n`),
    `--- answer ---\n${failure === undefined ? JSON.stringify(reply.reply, null, 2) : `none: ${failure}`}\n`,
  ].join('\n');
}
