/** What can lie on the stack of a pickle: plain data, numpy's numbers, and the names of the few callables that make them. */
export type PickleItem =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PickleItem[]
  | Map<string, PickleItem>
  | PickleTuple
  | NumpyArray
  | NumpyType
  | PickleGlobal;

/** Kept apart from lists, which can still be appended to. */
export class PickleTuple {
  constructor(readonly items: readonly PickleItem[]) {}
}

/** An array of numpy; floats of 32 bits are widened, which is exact. Empty until its state is read. */
export class NumpyArray {
  shape: readonly number[] = [0];
  /** In C order. */
  values: Float64Array = new Float64Array();
}

export const NUMPY_KINDS = ['f4', 'f8', 'i4', 'i8', 'b1'] as const;
export type NumpyKind = (typeof NUMPY_KINDS)[number];

/** A dtype of numpy. */
export class NumpyType {
  littleEndian = true;
  constructor(readonly kind: NumpyKind) {}

  /** Bytes a number. */
  get size(): number {
    return Number(this.kind[1]);
  }
}

/** The name of a callable. It is only ever compared: nothing is looked up or run by it. */
export class PickleGlobal {
  constructor(readonly role: PickleRole) {}
}

export type PickleRole =
  | 'array'
  | 'arrayClass'
  | 'dtype'
  | 'scalar'
  | 'frombuffer'
  | 'encode'
  | 'orderedDict';

/** What is wrong with a pickle, a sentence without a final stop; `readPickle` adds file, place and remedy. */
export class PickleFault extends Error {}

/** What reading may still take, so that a small file cannot ask for much memory. */
export interface PickleBudget {
  /** Takes one container. @throws PickleFault when there are none left. */
  container(): void;
  /** Takes memory for a copy, bytes. @throws PickleFault when there is none left. */
  copy(bytes: number): void;
}
