import { lmKind } from '../lm/lmProvider';
import { ollamaKind } from '../ollama/ollamaProvider';
import { commandKind } from './commandProvider';
import type { NamedProvider, ProviderKind } from './providerKind';
import { ruleKind } from './ruleProvider';
import { scriptKind } from './scriptProvider';

/** Every kind of provider that a definition may name. */
export const PROVIDER_KINDS: readonly ProviderKind[] = [
  ruleKind,
  ollamaKind,
  lmKind,
  scriptKind,
  commandKind,
];

export function kindOf(use: string): ProviderKind | undefined {
  return PROVIDER_KINDS.find(({ prefix }) => use.startsWith(prefix));
}

/** The kind of a provider of a checked definition. */
export function knownKind({ use }: NamedProvider): ProviderKind {
  const kind = kindOf(use);
  if (!kind) throw new Error(`unchecked provider ${use}`);
  return kind;
}
