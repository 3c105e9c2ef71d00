import { InputError } from '../../../common/inputError';
import { NumpyArray, type PickleItem, PickleTuple } from './pickleItems';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const DEEPEST = 32;
const MOST_VALUES = 2_000_000;
const REMEDY = 'Set the file aside; vectors are made anew from the outcomes';

/**
 * Unfolds the data of a pickle to JSON values; tuples become lists. Shared parts are copied, so values are counted: ten
 * lines of a pickle can unfold to more values than there are atoms.
 * @param file path for messages. @throws InputError for a value without a JSON form, for too many values, and for values
 * that are nested too deep.
 */
export function plainOf(item: PickleItem, file: string): Json {
  let left = MOST_VALUES;
  const fail = (problem: string) => new InputError({ file }, problem, REMEDY);
  const plain = (value: PickleItem, depth: number): Json => {
    left -= 1;
    if (left < 0) throw fail('it unfolds to too many values');
    if (depth > DEEPEST) throw fail(`it is nested more than ${DEEPEST} deep`);
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((one) => plain(one, depth + 1));
    if (value instanceof PickleTuple) return value.items.map((one) => plain(one, depth + 1));
    if (value instanceof NumpyArray && value.shape.length === 1) {
      left -= value.values.length;
      if (left < 0) throw fail('it unfolds to too many values');
      return [...value.values];
    }
    if (value instanceof Map)
      return Object.fromEntries([...value].map(([key, one]) => [key, plain(one, depth + 1)]));
    throw fail('a text or its metadata holds what is neither text, number, list nor dictionary');
  };
  return plain(item, 0);
}
