import { createScanner } from 'jsonc-parser';
import type { Span } from '../loggedTrade';
import { lineStarts, spanOf } from './table';

/** No tool nests its trades deeper; what a text nests deeper is passed over. */
const DEEPEST = 64;

interface Container {
  readonly list: boolean;
  readonly start: number;
  /** The name or place of what is being read in it. */
  key: string | number;
}

/**
 * Where the elements of a JSON text's lists stand, by the path to the list: `placeOf(['strategy', 'A', 'trades'])[0]`.
 * Goes over the text once, without recursion, so that no nesting can exhaust the stack.
 */
export function listPlaces(text: string, wanted: (path: readonly (string | number)[]) => boolean) {
  const places = new Map<string, Span[]>();
  const starts = lineStarts(text);
  const scanner = createScanner(text, true);
  const stack: Container[] = [];
  let deeper = 0;
  let name = '';
  const closed = () => {
    const { start } = stack.pop() ?? { start: 0 };
    const parent = stack.at(-1);
    if (!parent?.list) return;
    const path = stack.slice(0, -1).map(({ key }) => key);
    if (!wanted(path)) return;
    const id = JSON.stringify(path);
    const spans = places.get(id) ?? [];
    places.set(id, spans);
    spans[Number(parent.key)] = spanOf(starts, start, scanner.getTokenOffset() + scanner.getTokenLength());
  };
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const top = stack.at(-1);
    const first = text[scanner.getTokenOffset()];
    if (first === '"') name = scanner.getTokenValue();
    else if (first === '{' || first === '[') {
      if (stack.length < DEEPEST)
        stack.push({ list: first === '[', start: scanner.getTokenOffset(), key: 0 });
      else deeper += 1;
    } else if (first === '}' || first === ']') {
      if (deeper > 0) deeper -= 1;
      else closed();
    } else if (deeper > 0) continue;
    else if (first === ':' && top && !top.list) top.key = name;
    else if (first === ',' && top?.list) top.key = Number(top.key) + 1;
  }
  return (path: readonly (string | number)[]): readonly Span[] => places.get(JSON.stringify(path)) ?? [];
}
