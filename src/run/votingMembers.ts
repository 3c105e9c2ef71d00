import type { Definition } from '../backtest/definition/definition';
import type { Member } from '../decision/ensemble';
import type { AnswerLog } from '../decision/log/answerLog';
import type { EarlierReplies } from '../decision/log/earlierReplies';
import { LoggedProvider } from '../decision/log/loggedProvider';
import type { ProviderContext } from '../decision/providers/providerKind';
import { knownKind } from '../decision/providers/providerKinds';
import type { OutcomeFacts } from '../memory/outcomeRow';

/** What the providers of a definition are asked with. */
interface Asking {
  readonly context: ProviderContext;
  readonly log: AnswerLog;
  /** What other runs were answered; null where the definition does not reuse it. */
  readonly earlier: EarlierReplies | null;
  /** Wall clock, epoch ms: only for when something was asked. */
  now(): number;
  /** All that is remembered at the decision. */
  known(): readonly OutcomeFacts[];
}

/** Everybody who votes in the ensemble of a definition, and those of them who are asked: whoever makes them closes them. */
export function votingMembers(
  { providers }: Pick<Definition, 'providers'>,
  { context, log, earlier, now, known }: Asking,
): { readonly members: readonly Member[]; readonly asked: readonly LoggedProvider[] } {
  const asked: LoggedProvider[] = [];
  const members = providers.map((named): Member => {
    const { weight } = named;
    const kind = knownKind(named);
    if (!kind.asked) return { provider: kind.make(named), weight };
    const provider = new LoggedProvider(kind.make(named, context, known), log, now, earlier);
    asked.push(provider);
    return { provider, weight };
  });
  return { members, asked };
}
