import type { Definition } from '../../backtest/definition/definition';
import { InputError, inputErrorOf } from '../../common/inputError';
import { problemOf } from '../../common/problem';
import type { LogHeader } from '../../decision/log/logEntry';
import type { ProviderContext } from '../../decision/providers/providerKind';
import { knownKind } from '../../decision/providers/providerKinds';
import { DefinitionProblems } from './definitionProblems';

/**
 * What decides in a run, for its log.
 * @throws DefinitionProblems that names every provider that cannot be asked at all.
 */
export async function identitiesOf(
  { providers }: Definition,
  context: ProviderContext,
): Promise<LogHeader['providers']> {
  const found = await Promise.all(
    providers.map(async (provider) => {
      const kind = knownKind(provider);
      if (!kind.asked) return { id: provider.use, identity: 'built in' };
      const identity = await kind.identity(provider, context).catch(inputErrorOf);
      return { id: provider.use, identity };
    }),
  );
  const problems = found.flatMap(({ identity }) =>
    identity instanceof InputError ? problemOf(identity) : [],
  );
  if (problems.length > 0) throw new DefinitionProblems(problems);
  return found.map(({ id, identity }) => ({ id, identity: String(identity) }));
}
