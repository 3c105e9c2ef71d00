import { InputError } from '../../../common/inputError';
import { buildState, callGlobal, globalOf, safeInteger, viewOf } from './pickleGlobals';
import { type PickleBudget, PickleFault, type PickleItem, PickleTuple } from './pickleItems';

/** Bounds on the opcodes and containers of one pickle: five times what twenty thousand vectors with texts need. */
const MOST_STEPS = 10_000_000;
const MOST_CONTAINERS = 1_000_000;
/** Bytes of copies for each byte of a pickle: an array is copied up to three times, and 32-bit floats double in size. */
const COPIES_A_BYTE = 8;
const LONGEST_LINE = 256;

const REMEDY =
  'Nothing of it was run. Set the file aside, or write vectors.json with the newer Python engine; vectors are made anew from the outcomes';

/**
 * Reads the data of a Python pickle, protocols 2 to 5, without running it: only the callables that make numpy's arrays and
 * numbers may be named. Opcodes as in Lib/pickletools.py of CPython.
 * @param file path for messages. @returns data whose parts may be shared or contain each other: unfold it by `plainOf`.
 * @throws InputError for a pickle that is damaged, unfolds to far more than its size, or holds more than data.
 */
export function readPickle(bytes: Uint8Array, file: string): PickleItem {
  const machine = new Machine(bytes);
  try {
    return machine.run();
  } catch (error) {
    if (!(error instanceof PickleFault)) throw error;
    throw new InputError({ file }, `at byte ${machine.at}, ${error.message}`, REMEDY);
  }
}

class Machine implements PickleBudget {
  readonly #view: DataView;
  readonly #stack: PickleItem[] = [];
  /** Heights of the stack at the MARKs. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleItem>();
  /** A byte order mark at the beginning of a text is part of the text. */
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #place = 0;
  #containers = MOST_CONTAINERS;
  #copies: number;

  /** Offset of the present opcode. */
  at = 0;

  constructor(private readonly bytes: Uint8Array) {
    this.#view = viewOf(bytes);
    this.#copies = bytes.length * COPIES_A_BYTE;
  }

  run(): PickleItem {
    if (this.byte() !== PROTO || !PROTOCOLS.includes(this.byte()))
      throw new PickleFault('it is not a Python pickle of protocol 2 to 5');
    for (let step = 0; step < MOST_STEPS; step += 1) {
      this.at = this.#place;
      const code = this.byte();
      if (code === STOP) return this.end();
      const operation = OPERATIONS.get(code);
      if (!operation)
        throw new PickleFault(`it has the opcode 0x${code.toString(16)}, which plain data does not need`);
      operation(this);
    }
    throw new PickleFault('it has too many parts');
  }

  private end(): PickleItem {
    const value = this.pop();
    if (this.#stack.length > 0 || this.#marks.length > 0) throw new PickleFault('it ends before it is done');
    if (this.#place !== this.bytes.length) throw new PickleFault('more bytes follow its end');
    return value;
  }

  container(): void {
    this.#containers -= 1;
    if (this.#containers < 0) throw new PickleFault('it has too many parts');
  }
  copy(bytes: number): void {
    this.#copies -= bytes;
    if (this.#copies < 0) throw new PickleFault('it would unfold to far more than its size');
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.#place)
      throw new PickleFault(`it is cut off: ${length} bytes should follow`);
    this.#place += length;
    return this.bytes.subarray(this.#place - length, this.#place);
  }
  /** Skips `length` bytes. @returns the offset at which they begin. */
  private over(length: number): number {
    this.take(length);
    return this.#place - length;
  }
  /** Skips the head of a frame, which only tells a reader how far to read ahead. */
  frame(): void {
    const length = this.uint64();
    if (length > this.bytes.length - this.#place)
      throw new PickleFault(`it is cut off: a frame of ${length} bytes should follow`);
  }
  byte(): number {
    return this.#view.getUint8(this.over(1));
  }
  uint16(): number {
    return this.#view.getUint16(this.over(2), true);
  }
  uint32(): number {
    return this.#view.getUint32(this.over(4), true);
  }
  int32(): number {
    return this.#view.getInt32(this.over(4), true);
  }
  /** Reads a length. Lengths above 2^53 are rounded, and remain longer than any file. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.over(8), true));
  }
  float64(): number {
    return this.#view.getFloat64(this.over(8), false);
  }
  long(length: number): number {
    if (length > 8) throw new PickleFault('an integer is larger than 2^53');
    // The shortest two's complement, little-endian.
    const value = this.take(length).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return safeInteger(BigInt.asIntN(length * 8, value));
  }
  text(length: number): string {
    const bytes = this.take(length);
    try {
      return this.#decoder.decode(bytes);
    } catch {
      throw new PickleFault('a text is not valid UTF-8');
    }
  }
  line(): string {
    const end = this.bytes.subarray(this.#place, this.#place + LONGEST_LINE).indexOf(10);
    if (end < 0) throw new PickleFault('a name does not end');
    const line = this.text(end);
    this.byte();
    return line;
  }

  push(item: PickleItem): void {
    this.#stack.push(item);
  }
  pop(): PickleItem {
    const item = this.top();
    this.#stack.pop();
    return item;
  }
  top(): PickleItem {
    const item = this.#stack.at(-1);
    if (item === undefined || this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw new PickleFault('it takes a value where there is none');
    return item;
  }
  mark(): void {
    this.#marks.push(this.#stack.length);
  }
  /** Takes all values above the last MARK. */
  popToMark(): PickleItem[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new PickleFault('it has no mark where it needs one');
    return this.#stack.splice(mark);
  }
  /** Removes the topmost entry of the stack, a value or a MARK. */
  drop(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }
  memoize(): void {
    this.remember(this.#memo.size);
  }
  recall(index: number): void {
    const item = this.#memo.get(index);
    if (item === undefined) throw new PickleFault('it refers to a part that is not there');
    this.push(item);
  }

  tuple(items: readonly PickleItem[]): void {
    this.container();
    this.push(new PickleTuple(items));
  }
  /** Takes the last `count` values, in order. */
  lastly(count: number): PickleItem[] {
    return Array.from({ length: count }, () => this.pop()).reverse();
  }
  list(): void {
    this.container();
    this.push([]);
  }
  append(items: readonly PickleItem[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new PickleFault('it appends to what is not a list');
    // `push(...items)` would fail for many items: the number of arguments of a call is limited.
    for (const item of items) list.push(item);
  }
  dict(): void {
    this.container();
    this.push(new Map());
  }
  setItems(items: readonly PickleItem[]): void {
    const dict = this.top();
    if (!(dict instanceof Map) || items.length % 2 !== 0)
      throw new PickleFault('it sets keys of what is not a dictionary');
    for (let place = 0; place < items.length; place += 2) {
      const key = items[place];
      if (typeof key !== 'string') throw new PickleFault('a dictionary has a key that is not text');
      dict.set(key, items[place + 1]);
    }
  }
  global(module: PickleItem, name: PickleItem): void {
    if (typeof module !== 'string' || typeof name !== 'string')
      throw new PickleFault('it names a callable by what is not text');
    this.push(globalOf(module, name));
  }
  stackGlobal(): void {
    const [module, name] = this.lastly(2);
    this.global(module, name);
  }
  call(): void {
    const args = this.pop();
    this.push(callGlobal(this.pop(), args, this));
  }
  build(): void {
    const state = this.pop();
    buildState(this.top(), state, this);
  }
}

const PROTO = 0x80;
const PROTOCOLS = [2, 3, 4, 5];
const STOP = 0x2e;

type Operation = (machine: Machine) => void;

/** Operations by opcode. Opcodes of protocols 0 and 1 alone, and those that make objects of other classes, are left out. */
const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x95, (machine) => machine.frame()],
  [0x28, (machine) => machine.mark()],
  [0x30, (machine) => machine.drop()], // POP
  [0x31, (machine) => void machine.popToMark()], // POP_MARK
  [0x32, (machine) => machine.push(machine.top())], // DUP
  // Plain values
  [0x4e, (machine) => machine.push(null)], // NONE
  [0x88, (machine) => machine.push(true)], // NEWTRUE
  [0x89, (machine) => machine.push(false)], // NEWFALSE
  [0x4a, (machine) => machine.push(machine.int32())], // BININT
  [0x4b, (machine) => machine.push(machine.byte())], // BININT1
  [0x4d, (machine) => machine.push(machine.uint16())], // BININT2
  [0x8a, (machine) => machine.push(machine.long(machine.byte()))], // LONG1
  [0x8b, (machine) => machine.push(machine.long(machine.uint32()))], // LONG4
  [0x47, (machine) => machine.push(machine.float64())], // BINFLOAT
  [0x8c, (machine) => machine.push(machine.text(machine.byte()))], // SHORT_BINUNICODE
  [0x58, (machine) => machine.push(machine.text(machine.uint32()))], // BINUNICODE
  [0x8d, (machine) => machine.push(machine.text(machine.uint64()))], // BINUNICODE8
  [0x43, (machine) => machine.push(machine.take(machine.byte()))], // SHORT_BINBYTES
  [0x42, (machine) => machine.push(machine.take(machine.uint32()))], // BINBYTES
  [0x8e, (machine) => machine.push(machine.take(machine.uint64()))], // BINBYTES8
  [0x96, (machine) => machine.push(machine.take(machine.uint64()))], // BYTEARRAY8
  // Containers
  [0x29, (machine) => machine.tuple([])], // EMPTY_TUPLE
  [0x85, (machine) => machine.tuple(machine.lastly(1))], // TUPLE1
  [0x86, (machine) => machine.tuple(machine.lastly(2))], // TUPLE2
  [0x87, (machine) => machine.tuple(machine.lastly(3))], // TUPLE3
  [0x74, (machine) => machine.tuple(machine.popToMark())], // TUPLE
  [0x5d, (machine) => machine.list()], // EMPTY_LIST
  [0x61, (machine) => machine.append(machine.lastly(1))], // APPEND
  [0x65, (machine) => machine.append(machine.popToMark())], // APPENDS
  [0x7d, (machine) => machine.dict()], // EMPTY_DICT
  [0x73, (machine) => machine.setItems(machine.lastly(2))], // SETITEM
  [0x75, (machine) => machine.setItems(machine.popToMark())], // SETITEMS
  // The memo
  [0x94, (machine) => machine.memoize()], // MEMOIZE
  [0x71, (machine) => machine.remember(machine.byte())], // BINPUT
  [0x72, (machine) => machine.remember(machine.uint32())], // LONG_BINPUT
  [0x68, (machine) => machine.recall(machine.byte())], // BINGET
  [0x6a, (machine) => machine.recall(machine.uint32())], // LONG_BINGET
  // Callables, by name only
  [0x63, (machine) => machine.global(machine.line(), machine.line())], // GLOBAL
  [0x93, (machine) => machine.stackGlobal()], // STACK_GLOBAL
  [0x52, (machine) => machine.call()], // REDUCE
  [0x62, (machine) => machine.build()], // BUILD
]);
