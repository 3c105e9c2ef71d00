import { InputError } from '../../../common/inputError';
import { openCsvSource } from './csvSource';
import { openExchange } from './exchanges';
import type { PoliteNet } from './politeNet';
import type { BarSource } from './source';
import { SOURCES } from './sourceNames';
import { openYahoo } from './yahoo';

/** Opens a source by its name. @param key API key, for a source that needs one. @throws InputError for an unknown source. */
export function openSource(name: string, net: PoliteNet, key: string | null): BarSource {
  const source = name === 'yahoo' ? openYahoo(net) : openExchange(name, net);
  if (source) return source;
  if (/^(url|command):/.test(name)) return openCsvSource(name, net, key);
  const known = [...Object.keys(SOURCES), 'url:https://…', 'command:…'].join(', ');
  throw new InputError({ file: name }, 'there is no such source', `Use one of ${known}`);
}
