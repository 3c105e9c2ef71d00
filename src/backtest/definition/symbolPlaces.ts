import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { textPosition } from './textPosition';

/** A place where a definition names a symbol; lines and columns count from 1. */
export interface SymbolPlace {
  readonly symbol: string;
  /** The name as the definition has it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Columns of the name with its quotes. */
  readonly length: number;
}

/** The symbols of a definition that have a name and a file, however much else is wrong with it. */
export function symbolPlaces(text: string): SymbolPlace[] {
  const tree = parseTree(text);
  const symbols = tree && findNodeAtLocation(tree, ['symbols']);
  return (symbols?.children ?? []).flatMap((entry) => {
    const name = findNodeAtLocation(entry, ['symbol']);
    const file = findNodeAtLocation(entry, ['file']);
    if (name?.type !== 'string' || file?.type !== 'string') return [];
    const place = textPosition(text, name.offset);
    return [{ symbol: name.value, file: file.value, ...place, length: name.length }];
  });
}
