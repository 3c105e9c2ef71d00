import { createScanner } from 'jsonc-parser';
import type { Span } from '../loggedTrade';
import { lineStarts, spanOf } from './table';

/** Deepest nesting that is looked at. No tool nests its trades deeper. */
const DEEPEST = 64;

interface Container {
  readonly list: boolean;
  readonly start: number;
  /** Name or index of the member that is being read. */
  key: string | number;
}

/**
 * Finds the spans of the elements of lists in a JSON text. The result takes the path of a list and gives one span for each
 * element: `placesOf(['strategy', 'A', 'trades'])[0]`. Scans the text once and without recursion, so that no nesting can
 * exhaust the stack.
 * @param wanted whether the list at a path is looked for.
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
