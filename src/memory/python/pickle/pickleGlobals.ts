import {
  NUMPY_KINDS,
  NumpyArray,
  type NumpyKind,
  NumpyType,
  type PickleBudget,
  PickleFault,
  PickleGlobal,
  type PickleItem,
  type PickleRole,
  PickleTuple,
} from './pickleItems';

/** The callables that a pickle may name. In numpy 2 the module numpy.core is numpy._core. */
const ROLES: ReadonlyMap<string, PickleRole> = new Map([
  ['numpy.core.multiarray._reconstruct', 'array'],
  ['numpy._core.multiarray._reconstruct', 'array'],
  ['numpy.ndarray', 'arrayClass'],
  ['numpy.dtype', 'dtype'],
  ['numpy.core.multiarray.scalar', 'scalar'],
  ['numpy._core.multiarray.scalar', 'scalar'],
  ['numpy.core.numeric._frombuffer', 'frombuffer'],
  ['numpy._core.numeric._frombuffer', 'frombuffer'],
  ['_codecs.encode', 'encode'],
  ['collections.OrderedDict', 'orderedDict'],
]);
const LONGEST_NAME = 120;

/** Gives the callable of a name. @throws PickleFault for a name that is not in `ROLES`. */
export function globalOf(module: string, name: string): PickleGlobal {
  const full = `${module}.${name}`;
  const role = ROLES.get(full);
  if (role) return new PickleGlobal(role);
  // The name is shown to people: control characters are escaped, and its length is bounded.
  const shown = JSON.stringify(full).slice(1, -1).slice(0, LONGEST_NAME);
  throw new PickleFault(`it wants to use ${shown} of Python, which plain data does not need`);
}

/** Makes the value that Python would get from a call. @throws PickleFault for a call that numpy does not write. */
export function callGlobal(callee: PickleItem, args: PickleItem, budget: PickleBudget): PickleItem {
  if (!(callee instanceof PickleGlobal) || !(args instanceof PickleTuple))
    throw new PickleFault('it calls what cannot be called');
  const { items } = args;
  budget.container();
  switch (callee.role) {
    case 'array':
      if (!(items[0] instanceof PickleGlobal && items[0].role === 'arrayClass')) break;
      return new NumpyArray();
    case 'dtype':
      return new NumpyType(kindOf(items[0]));
    case 'scalar': {
      const [type, bytes] = items;
      if (!(type instanceof NumpyType && bytes instanceof Uint8Array && bytes.length === type.size)) break;
      return scalarOf(type, bytes);
    }
    case 'frombuffer': {
      const [bytes, type, shape, order] = items;
      if (order !== 'C' && order !== 'F') break;
      return filled(new NumpyArray(), { shape, type, fortran: order === 'F', bytes }, budget);
    }
    case 'encode': {
      const [text, encoding] = items;
      if (typeof text !== 'string' || encoding !== 'latin1') break;
      budget.copy(text.length);
      if (/[^\0-\xff]/.test(text)) throw new PickleFault('bytes are written as text beyond latin1');
      return Uint8Array.from(Buffer.from(text, 'latin1'));
    }
    case 'orderedDict':
      if (items.length > 0) break;
      return new Map();
    case 'arrayClass':
      break;
  }
  throw new PickleFault(`a call of numpy's (${callee.role}) has arguments of the wrong kind`);
}

/** Sets the state of an array or dtype. @throws PickleFault for any other target, and for an unknown state. */
export function buildState(target: PickleItem, state: PickleItem, budget: PickleBudget): void {
  if (!(state instanceof PickleTuple))
    throw new PickleFault('an object has a state that numpy does not write');
  if (target instanceof NumpyType) {
    const order = state.items[1];
    if (order !== '<' && order !== '>' && order !== '|')
      throw new PickleFault('numbers have an unknown byte order');
    target.littleEndian = order !== '>';
  } else if (target instanceof NumpyArray) {
    const [version, shape, type, fortran, bytes] = state.items;
    if (version !== 1 || typeof fortran !== 'boolean')
      throw new PickleFault('an array has a state of an unknown version');
    filled(target, { shape, type, fortran, bytes }, budget);
  } else throw new PickleFault('it gives a state to an object that has none');
}

function kindOf(name: PickleItem): NumpyKind {
  const kind = NUMPY_KINDS.find((one) => one === name);
  if (kind) return kind;
  const shown = typeof name === 'string' ? JSON.stringify(name.slice(0, 20)) : 'no name';
  throw new PickleFault(`numbers have the type ${shown}, not one of ${NUMPY_KINDS.join(', ')}`);
}

interface ArrayState {
  readonly shape: PickleItem;
  readonly type: PickleItem;
  readonly fortran: boolean;
  readonly bytes: PickleItem;
}

function filled(array: NumpyArray, { shape, type, fortran, bytes }: ArrayState, budget: PickleBudget) {
  if (!(shape instanceof PickleTuple && type instanceof NumpyType && bytes instanceof Uint8Array))
    throw new PickleFault('an array lacks its shape, type or bytes');
  const sides = shape.items.map((side) => {
    if (typeof side !== 'number' || !Number.isSafeInteger(side) || side < 0)
      throw new PickleFault('an array has a side that is not a length');
    return side;
  });
  if (fortran && sides.length > 1) throw new PickleFault('an array is stored by columns');
  if (type.kind !== 'f8' && type.kind !== 'f4') throw new PickleFault('an array is not of floats');
  const count = sides.reduce((product, side) => product * side, 1);
  if (count * type.size !== bytes.length)
    throw new PickleFault(`an array of ${sides.join('×')} numbers has ${bytes.length} bytes`);
  budget.copy(count * Float64Array.BYTES_PER_ELEMENT);
  const view = viewOf(bytes);
  const { kind, size, littleEndian } = type;
  array.values = Float64Array.from({ length: count }, (_, index) =>
    kind === 'f8' ? view.getFloat64(index * size, littleEndian) : view.getFloat32(index * size, littleEndian),
  );
  array.shape = sides;
  return array;
}

function scalarOf({ kind, littleEndian }: NumpyType, bytes: Uint8Array): number | boolean {
  const view = viewOf(bytes);
  switch (kind) {
    case 'f8':
      return view.getFloat64(0, littleEndian);
    case 'f4':
      return view.getFloat32(0, littleEndian);
    case 'i4':
      return view.getInt32(0, littleEndian);
    case 'i8':
      return safeInteger(view.getBigInt64(0, littleEndian));
    case 'b1':
      return view.getUint8(0) !== 0;
  }
}

/** Converts an integer to a number. @throws PickleFault for an integer that a double would round. */
export function safeInteger(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new PickleFault('an integer is larger than 2^53');
  return number;
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
