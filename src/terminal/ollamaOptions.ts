import { addressOf, LOCAL_OLLAMA, type OllamaHost } from '../decision/ollama/ollamaHost';
import { UsageError } from './command';

/** Options of the commands that ask models; the usage shows them as OLLAMA_USAGE. */
export const OLLAMA_OPTIONS = {
  'ollama-host': { type: 'string' },
  'ollama-parallel': { type: 'string' },
  'ollama-deadline': { type: 'string' },
} as const;
export const OLLAMA_USAGE =
  '[--ollama-host <address>] [--ollama-parallel <requests>] [--ollama-deadline <seconds>]';

type OllamaValues = { readonly [Name in keyof typeof OLLAMA_OPTIONS]?: string };

/**
 * The Ollama that a command line names, else OLLAMA_HOST, else the one on this machine. OLLAMA_TOKEN is sent to it as a
 * bearer token.
 * @throws UsageError or InputError.
 */
export function ollamaOf(values: OllamaValues, env: NodeJS.ProcessEnv): OllamaHost {
  const { OLLAMA_HOST: fromEnv, OLLAMA_TOKEN: token } = env;
  const option = values['ollama-host'];
  const address = option
    ? addressOf(option, '--ollama-host')
    : fromEnv
      ? addressOf(fromEnv, 'OLLAMA_HOST')
      : LOCAL_OLLAMA.address;
  const deadline = wholeNumber('ollama-deadline', values['ollama-deadline']);
  return {
    ...LOCAL_OLLAMA,
    address,
    headers: token ? { authorization: `Bearer ${token}` } : {},
    atOnce: wholeNumber('ollama-parallel', values['ollama-parallel']) ?? LOCAL_OLLAMA.atOnce,
    deadline: deadline ? deadline * 1000 : LOCAL_OLLAMA.deadline,
  };
}

function wholeNumber(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`--${name} must be a whole number above 0`);
}
