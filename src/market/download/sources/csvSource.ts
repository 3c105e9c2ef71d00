import parseArgv from 'string-argv';
import { isoTime } from '../../../common/calendar';
import { InputError } from '../../../common/inputError';
import { TIMEFRAMES, type Timeframe, timeframeName } from '../../../common/timeframe';
import { barAt, type TimedBar } from '../../barsCsv';
import { parseBars } from '../../csvBars';
import type { PoliteNet } from './politeNet';
import type { BarSource, Listing, Span } from './source';

/** Pause between two requests, ms. The limits of the user's host are not known. */
const PACE = 250;

/** Names that a template may hold in braces. */
const PLACEHOLDERS = [
  'symbol',
  'timeframe',
  'from',
  'to',
  'from_s',
  'to_s',
  'from_ms',
  'to_ms',
  'key',
] as const;
const IN_BRACES = /\{([^{}]*)\}/g;

/**
 * Opens a source of CSV: an address of the user's, `https://…/{symbol}.csv?from={from}&to={to}`, or a program of the
 * user's, `python3 bars.py {symbol} {from} {to}`, run without a shell. Bars outside of the span asked for are left out.
 * @param name "url:…" or "command:…". @param key value of {key}, never shown or written anywhere.
 * @throws InputError for an invalid template.
 */
export function openCsvSource(name: string, net: PoliteNet, key: string | null): BarSource {
  const program = name.startsWith('command:');
  const template = name.slice(name.indexOf(':') + 1).trim();
  requireTemplate(name, template, program);
  const argv = program ? parseArgv(template) : [];
  const host = program ? argv[0] : new URL(template).host;
  if (key === null && template.includes('{key}')) {
    const remedy =
      'Give it in BACKTEST_MEMORY_BARS_KEY, and --source with it; in VS Code run Download Bars… again';
    throw new InputError({ file: host }, 'its address has a place for a key, and there is none', remedy);
  }
  if (!program) net.pace(host, PACE);

  async function ask(values: Readonly<Record<string, string>>): Promise<string> {
    if (program) {
      const filled = argv.map((part) => part.replaceAll(IN_BRACES, (_, place: string) => values[place]));
      try {
        return await net.world.run(filled, net.signal);
      } catch (error) {
        net.signal.throwIfAborted();
        const said = error instanceof Error ? error.message : String(error);
        throw new InputError({ file: host }, `it failed: ${said}`, 'Correct the program and try again');
      }
    }
    const url = template.replaceAll(IN_BRACES, (_, place: string) => encodeURIComponent(values[place]));
    const response = await net.fetch(url);
    if (response.ok) return response.text();
    const remedy = 'Correct the address, the symbol or the key';
    throw new InputError({ file: host }, `it refuses the request (${response.status})`, remedy);
  }

  return {
    name,
    host,
    timeframes: Object.keys(TIMEFRAMES) as Timeframe[],
    pageSize: Infinity,
    limits: null,
    find: async (symbol): Promise<Listing> => ({
      symbol,
      answered: symbol,
      zone: 'UTC',
      hours: 'unknown',
      differs: null,
    }),
    async fetchPage({ symbol }, timeframe, { from, to }: Span): Promise<TimedBar[]> {
      const seconds = (time: number) => String(Math.floor(time / 1000));
      const text = await ask({
        symbol,
        timeframe,
        from: isoTime(from),
        to: isoTime(to),
        from_s: seconds(from),
        to_s: seconds(to),
        from_ms: String(from),
        to_ms: String(to),
        key: key ?? '',
      });
      // A header alone means that there are no bars in the span.
      if (text.trim().split('\n').length === 1) return [];
      const step = TIMEFRAMES[timeframe];
      const bars = parseBars(text, { file: host, symbol }, step);
      if (bars.step % step !== 0)
        throw new InputError(
          { file: host },
          `it has ${timeframeName(bars.step)} bars, not ${timeframe} as asked`,
          `Ask for ${timeframeName(bars.step)}`,
        );
      return Array.from(bars.time, (_, index) => barAt(bars, index));
    },
  };
}

function requireTemplate(name: string, template: string, program: boolean): void {
  const fail = (problem: string) => new InputError({ file: name }, problem, 'Correct the source');
  const unknown = [...template.matchAll(IN_BRACES)]
    .map(([, place]) => place)
    .find((place) => !(PLACEHOLDERS as readonly string[]).includes(place));
  if (unknown !== undefined)
    throw fail(`it knows no {${unknown}}, only ${PLACEHOLDERS.map((one) => `{${one}}`).join(' ')}`);
  if (program && parseArgv(template).length === 0) throw fail('it names no program');
  if (program && template.includes('{key}')) throw fail('a program takes its key from its own environment');
  // A placeholder in the host could send a key to another host than the user's.
  if (!program && !/^https?:\/\/[^/{}@]+\//i.test(template))
    throw fail('it must be an address: https://host/path, with {symbol} and the like only after the host');
  if (template.includes('{key}') && !/^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])/i.test(template))
    throw fail('a key is sent by https only');
}
