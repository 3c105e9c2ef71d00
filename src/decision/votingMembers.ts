import type { OutcomeFacts } from '../memory/outcomeRow';
import type { Member } from './ensemble';
import type { AnswerLog } from './log/answerLog';
import type { EarlierReplies } from './log/earlierReplies';
import { LoggedProvider } from './log/loggedProvider';
import type { NamedProvider, ProviderContext } from './providers/providerKind';
import { knownKind } from './providers/providerKinds';

/** What providers are asked with. */
interface Asking {
  readonly context: ProviderContext;
  readonly log: AnswerLog;
  /** Replies of other runs; null where the definition does not reuse them. */
  readonly earlier: EarlierReplies | null;
  /** Wall clock, epoch ms: only for when something was asked. */
  now(): number;
  /** All outcomes remembered at the decision. */
  known(): readonly OutcomeFacts[];
}

/**
 * Makes the members of an ensemble from a definition's providers. `asked` has the providers that are asked: the caller
 * closes them.
 */
export function votingMembers(
  providers: readonly (NamedProvider & { readonly weight: number })[],
  { context, log, earlier, now, known }: Asking,
): { readonly members: readonly Member[]; readonly asked: readonly LoggedProvider[] } {
  const asked: LoggedProvider[] = [];
  const members = providers.map((named): Member => {
    const { weight } = named;
    const kind = knownKind(named);
    if (!kind.asked) return { provider: kind.make(named), weight };
    const provider = new LoggedProvider(kind.make(named, context, known), log, now, earlier, context.tell);
    asked.push(provider);
    return { provider, weight };
  });
  return { members, asked };
}
