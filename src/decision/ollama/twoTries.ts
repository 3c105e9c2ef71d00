import type { Answer } from '../askedProvider';
import { type Heard, ProviderFailure, type Reply, shortened } from '../provider';
import { replyOf, thinkingApart } from './modelReply';

/** Characters of an unusable reply that its model is shown again. */
const REPLY_SHOWN = 2000;

const ONLY_THOUGHTS = 'the reply is nothing but thoughts';

/** A message of a chat. */
interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** A model's answer, whoever serves the model. */
export interface Spoken {
  readonly content: string;
  /** Thinking as the host separated it; a model's own tags may still stand in `content`. */
  readonly thinking: string;
  /** Why the answer was ended before the model's own end; null where the model ended it. */
  readonly stopped: string | null;
  /** Tokens that the model said and was told, and how long saying its tokens took, ms. */
  readonly tokens?: number;
  readonly promptTokens?: number;
  readonly sayingMs?: number;
}

/**
 * Asks a model, and once more where its reply cannot be used, telling it why.
 * @param say asks with the messages that follow the prompt.
 * @param thoughtsRemedy the remedy for answers that are nothing but thoughts, in brackets; empty where there is none.
 * @throws ProviderFailure with what was said, where both replies cannot be used.
 */
export async function askTwice(
  say: (more: readonly Message[]) => Promise<Spoken>,
  thoughtsRemedy: string,
): Promise<Answer> {
  const first = hear(await say([]));
  if ('reply' in first) return { reply: first.reply, ...first.heard };
  const second = hear(
    await say([
      { role: 'assistant', content: first.said.slice(0, REPLY_SHOWN) },
      {
        role: 'user',
        content: `That cannot be used: ${first.problem}. Answer again with the JSON object alone.`,
      },
    ]),
  );
  const heard = together(first.heard, second.heard);
  if ('reply' in second)
    return { reply: second.reply, ...heard, retried: first.problem, said: [shortened(first.said)] };
  const said = [first, second].map((one) => shortened(one.said));
  const remedy = second.problem.startsWith(ONLY_THOUGHTS) ? thoughtsRemedy : '';
  const message = `two unusable replies: ${first.problem}; then ${second.problem}${remedy}`;
  throw new ProviderFailure(message, 'unusable reply', { ...heard, said });
}

type HeardReply =
  | { readonly heard: Heard; readonly reply: Reply }
  | { readonly heard: Heard; readonly problem: string; readonly said: string };

function hear({ content, thinking, stopped, ...counts }: Spoken): HeardReply {
  const { said, thought } = thinkingApart(content, thinking);
  const heard = { ...counts, ...(thought !== '' && { thinking: thought }) };
  const checked = replyOf(said);
  if ('reply' in checked) return { heard, reply: checked.reply };
  const onlyThoughts = said.trim() === '' && thought !== '' ? ONLY_THOUGHTS : null;
  const why = [onlyThoughts, stopped].filter((part) => part !== null);
  return { heard, problem: why.join(': ') || checked.problem, said };
}

/** What was heard in two tries: counts are summed, and of thoughts the last ones are kept. */
function together(first: Heard, second: Heard): Heard {
  const sum = (of: (heard: Heard) => number | undefined) => {
    const [one, other] = [of(first), of(second)];
    return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0);
  };
  return {
    tokens: sum(({ tokens }) => tokens),
    promptTokens: sum(({ promptTokens }) => promptTokens),
    sayingMs: sum(({ sayingMs }) => sayingMs),
    thinking: second.thinking ?? first.thinking,
  };
}
