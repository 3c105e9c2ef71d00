import { on } from 'node:events';
import { lstatSync, type readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { sep } from 'node:path';
import { Worker } from 'node:worker_threads';
import { listFolder } from '../../common/files/folders';

/** Tells whether a file's content has changed, without opening the file. */
export interface FileStamp {
  readonly size: number;
  /** When its content, name or permissions last changed (ctime), which no program can set; epoch ms with its fraction. */
  readonly changed: number;
  /** An atomic replacement has another, even at the same instant and size. */
  readonly inode: number;
}

/** The stamps of files, in the order in which their names were given. */
export class FileStamps {
  constructor(private readonly numbers: Float64Array) {}

  /** Null for a file that is not there. */
  at(index: number): FileStamp | null {
    const [size, changed, inode] = this.numbers.subarray(index * NUMBERS, (index + 1) * NUMBERS);
    return size === GONE ? null : { size, changed, inode };
  }

  equals({ numbers }: FileStamps): boolean {
    return numbers.length === this.numbers.length && numbers.every((one, at) => one === this.numbers[at]);
  }

  isSame(index: number, stamp: FileStamp): boolean {
    const at = index * NUMBERS;
    const { numbers } = this;
    return numbers[at] === stamp.size && numbers[at + 1] === stamp.changed && numbers[at + 2] === stamp.inode;
  }
}

/** Numbers a file. */
const NUMBERS = 3;
/** The size of a file that is not there. */
const GONE = -1;
/** Files looked at between two askings what is left. */
const CHUNK = 1000;
/** What the second thread is told of the numbers, as no name of a module reaches it. */
const FORM = { chunk: CHUNK, width: NUMBERS, gone: GONE } as const;
/** Looking at so many takes longer than starting a thread. */
const WORTH_A_THREAD = 20_000;

/** What threads share that look at the same files. */
interface Looking {
  /** The names, joined by NUL, which no name has. */
  readonly names: string;
  readonly numbers: Float64Array;
  /** Holds one number: the index of the next file that no thread looks at yet. */
  readonly next: Int32Array;
}

/** The files to look at: names below a prefix, and the shared numbers of Looking. */
interface Files extends Pick<Looking, 'numbers' | 'next'> {
  readonly prefix: string;
  readonly names: readonly string[];
}

export interface LookedAt {
  readonly names: readonly string[];
  readonly stamps: FileStamps;
}

/** Looks at files: at the files themselves, not at what they may link to. */
export function lookAtFiles(folder: string, names: readonly string[]): FileStamps {
  const numbers = new Float64Array(names.length * NUMBERS);
  lookAtNext({ lstatSync }, { prefix: folder + sep, names, numbers, next: new Int32Array(1) }, FORM);
  return new FileStamps(numbers);
}

/**
 * Looks at the files of a folder whose names are `wanted`; where it does not exist, at none. Of many, a second thread
 * lists the folder and looks at half.
 * @param expected about how many there are.
 * @param meanwhile is done while the folder is listed.
 */
export async function lookAtFolder(
  folder: string,
  wanted: RegExp,
  expected: number,
  meanwhile: () => void,
): Promise<LookedAt> {
  const shared = expected >= WORTH_A_THREAD && availableParallelism() > 1 ? lookByTwo(folder, wanted) : null;
  const listed = shared ? null : listFolder(folder);
  meanwhile();
  const looked = await shared;
  if (looked) return looked;
  const names = (await (listed ?? listFolder(folder))).filter((name) => wanted.test(name));
  return { names, stamps: lookAtFiles(folder, names) };
}

/** @returns null where the second thread could not do its part. */
async function lookByTwo(folder: string, wanted: RegExp): Promise<LookedAt | null> {
  const prefix = folder + sep;
  const body = `const { parentPort, workerData } = require('node:worker_threads');
(${listAndLook})(workerData, require('node:fs'), parentPort, ${lookAtNext}, ${JSON.stringify(FORM)});`;
  try {
    const helper = new Worker(body, { eval: true, workerData: { prefix, wanted } });
    const messages = on(helper, 'message');
    const [{ names: all, numbers, next }]: [Looking] = (await messages.next()).value;
    const names = numbers.length === 0 ? [] : all.split('\0');
    lookAtNext({ lstatSync }, { prefix, names, numbers, next }, FORM);
    // What it has begun is not done before it says so.
    await messages.next();
    void helper.terminate();
    return { names, stamps: new FileStamps(numbers) };
  } catch {
    return null;
  }
}

/** The second thread's part. Its text runs there: it must refer to nothing but its parameters. */
function listAndLook(
  { prefix, wanted }: { readonly prefix: string; readonly wanted: RegExp },
  fs: { lstatSync: typeof lstatSync; readdirSync: typeof readdirSync },
  port: { postMessage(message: Looking | 'done'): void },
  look: typeof lookAtNext,
  form: typeof FORM,
): void {
  const names = fs.readdirSync(prefix).filter((name) => wanted.test(name));
  const numbers = new Float64Array(new SharedArrayBuffer(names.length * form.width * 8));
  const next = new Int32Array(new SharedArrayBuffer(4));
  port.postMessage({ names: names.join('\0'), numbers, next });
  look(fs, { prefix, names, numbers, next }, form);
  port.postMessage('done');
}

/** Takes files until none is left. Its text runs in the second thread too: it must refer to nothing but its parameters. */
function lookAtNext(
  fs: { lstatSync: typeof lstatSync },
  { prefix, names, numbers, next }: Files,
  { chunk, width, gone }: typeof FORM,
): void {
  const { length } = names;
  for (let start = Atomics.add(next, 0, chunk); start < length; start = Atomics.add(next, 0, chunk)) {
    for (let index = start; index < Math.min(length, start + chunk); index += 1) {
      const stat = fs.lstatSync(prefix + names[index], { throwIfNoEntry: false });
      numbers[index * width] = stat ? stat.size : gone;
      numbers[index * width + 1] = stat ? stat.ctimeMs : 0;
      numbers[index * width + 2] = stat ? stat.ino : 0;
    }
  }
}
