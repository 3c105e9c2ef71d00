import { InputError } from '../../common/inputError';

/** Where an Ollama is asked, and how. The user's own settings: nothing in a workspace can change them. */
export interface OllamaHost {
  /** Such as http://127.0.0.1:11434. Prompts go there and nowhere else. */
  readonly address: string;
  /** Sent with every request; a token is among them. They are never logged and never written. */
  readonly headers: Readonly<Record<string, string>>;
  /** How long one request may take, waiting in the host's queue and loading its model included, ms. */
  readonly deadline: number;
  /** How many requests it is given at once. */
  readonly atOnce: number;
  /** How long to wait before what may pass is tried again, and how often, ms. */
  readonly waits: readonly number[];
}

export const LOCAL_OLLAMA: OllamaHost = {
  address: 'http://127.0.0.1:11434',
  headers: {},
  deadline: 300_000,
  atOnce: 4,
  waits: [500, 2000, 5000],
};

/**
 * An address as people write it: "192.168.1.5", ":11434" or "https://ollama.example.com/". A server's own
 * OLLAMA_HOST may be 0.0.0.0, which nobody can be asked at.
 * @param source where it was written, for the error. @throws InputError for one that is none.
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

/** An address as it may be shown and logged: without a password that it may have. */
export function shownAddress({ address }: OllamaHost): string {
  const { host, pathname } = new URL(address);
  return `${host}${pathname === '/' ? '' : pathname}`;
}
