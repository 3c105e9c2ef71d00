import { withDeadline } from '../../common/deadline';
import type { NamedProvider, ProviderMistake } from '../providers/providerKind';
import type { OllamaClient } from './ollamaClient';

/** What `think` may be, as Ollama takes it: whether a model thinks before it answers, or how much. */
export const THINK_VALUES = [false, true, 'low', 'medium', 'high'] as const;
export type Think = (typeof THINK_VALUES)[number];

/** How long a host may take to describe a model, ms. */
const PATIENCE = 10_000;

/** The `think` among a model's checked parameters; undefined where it is left out. */
export function thinkOf({ think }: NamedProvider['parameters']): Think | undefined {
  return THINK_VALUES.find((value) => value === think);
}

/** Finds parameters that no model takes, and a `think` that is none. */
export function thinkingMistakes(use: string, parameters: NamedProvider['parameters']): ProviderMistake[] {
  const mistake = (parameter: string, problem: string, remedy: string) =>
    ({ at: 'parameters', parameter, problem, remedy }) as const;
  return Object.keys(parameters).flatMap((name) => {
    if (name !== 'think')
      return [mistake(name, `${use} has no parameter "${name}"`, 'Use "think", or remove it')];
    if (thinkOf(parameters) !== undefined) return [];
    const values = THINK_VALUES.map((value) => JSON.stringify(value)).join(', ');
    return [mistake(name, '"think" is none of the known values', `Use one of ${values}`)];
  });
}

/** Whether a model can think; null where its host does not say so, as older ones do not. */
export async function canThink(ollama: OllamaClient, model: string): Promise<boolean | null> {
  try {
    const { capabilities } = await withDeadline(null, PATIENCE, (signal) =>
      ollama.api(signal).show({ model }),
    );
    return Array.isArray(capabilities) ? capabilities.includes('thinking') : null;
  } catch {
    // The run's questions will tell what is wrong with the host.
    return null;
  }
}
