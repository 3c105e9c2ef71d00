import { InputError } from '../../common/inputError';

/** Address of an Ollama, and how the host is asked: the user's own settings, which nothing in a workspace can change. */
export interface OllamaHost {
  /** Such as http://127.0.0.1:11434. Prompts go to this address and nowhere else. */
  readonly address: string;
  /** Headers of every request, a token among them. Headers are never logged and never written. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * How long the host may be silent while requests wait for their first word, ms, the loading of a model included; and how long
   * an answer may take from its first word on.
   */
  readonly deadline: number;
  /** How many requests the host is given at once. */
  readonly atOnce: number;
  /** Waits before the tries after failures of the host, ms; the last of them before all that follow. */
  readonly waits: readonly number[];
}

export const LOCAL_OLLAMA: OllamaHost = {
  address: 'http://127.0.0.1:11434',
  headers: {},
  deadline: 300_000,
  atOnce: 4,
  waits: [500, 2000, 3000],
};

/**
 * The URL of an address as people write it: "192.168.1.5", ":11434" or "https://ollama.example.com/". 0.0.0.0, as a server's
 * own OLLAMA_HOST may say, becomes 127.0.0.1.
 * @param source names the setting or option in the error. @throws InputError for a text that is no address.
 */
export function addressOf(text: string, source: string): string {
  const written = text.trim();
  const whole = written.includes('://')
    ? written
    : `http://${written.startsWith(':') ? '127.0.0.1' : ''}${written}`;
  if (!URL.canParse(whole) || !/^https?:$/.test(new URL(whole).protocol)) {
    const remedy = 'Write one such as http://127.0.0.1:11434';
    throw new InputError({ file: source }, `“${written}” is no address of an Ollama`, remedy);
  }
  const url = new URL(whole);
  if (url.hostname === '0.0.0.0') url.hostname = '127.0.0.1';
  if (url.port === '' && !written.includes('://')) url.port = '11434';
  return url.href.replace(/\/$/, '');
}

/** An address to be shown and logged: without the password that a URL may hold. */
export function shownAddress({ address }: OllamaHost): string {
  const { host, pathname } = new URL(address);
  return `${host}${pathname === '/' ? '' : pathname}`;
}
