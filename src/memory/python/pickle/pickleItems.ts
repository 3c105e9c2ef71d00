/** A value on the stack of a pickle: plain data, numpy's numbers, or the name of a callable that makes these. */
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

/** A tuple, which unlike a list cannot be appended to. */
export class PickleTuple {
  constructor(readonly items: readonly PickleItem[]) {}
}

/** An array of numpy, empty until its state is read. Floats of 32 bits are widened, which is exact. */
export class NumpyArray {
  shape: readonly number[] = [0];
  /** Values in C order. */
  values: Float64Array = new Float64Array();
}

export const NUMPY_KINDS = ['f4', 'f8', 'i4', 'i8', 'b1'] as const;
export type NumpyKind = (typeof NUMPY_KINDS)[number];

/** A dtype of numpy. */
export class NumpyType {
  littleEndian = true;
  constructor(readonly kind: NumpyKind) {}

  /** Bytes of a number. */
  get size(): number {
    return Number(this.kind[1]);
  }
}

/** The name of a callable. The name is only compared: nothing is looked up or run. */
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

/** A fault of a pickle, its message a clause without a final stop. `readPickle` adds file, place and remedy. */
export class PickleFault extends Error {}

/** Bounds on the reading of one pickle, so that a small file cannot take much memory. */
export interface PickleBudget {
  /** Counts one container. @throws PickleFault beyond the bound. */
  container(): void;
  /** Counts the memory of a copy, bytes. @throws PickleFault beyond the bound. */
  copy(bytes: number): void;
}
