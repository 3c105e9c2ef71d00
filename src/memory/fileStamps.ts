import { once } from 'node:events';
import { lstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { sep } from 'node:path';
import { Worker } from 'node:worker_threads';

/** What tells a file's content from another, without opening it. */
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
/** Looking at so many takes longer than starting a thread. */
const WORTH_A_THREAD = 20_000;

/** Files to look at, shared by the threads that do. */
interface Looking {
  /** The folder and the separator. */
  readonly prefix: string;
  /** With a NUL between them, which no name has. */
  readonly names: string;
  readonly numbers: Float64Array;
  /** One number: which file is the next that nobody looks at yet. */
  readonly next: Int32Array;
}

/**
 * Looks at files: at the files themselves, not at what they may link to. Of many, a second thread looks at half.
 * @param meanwhile is done while the second thread begins.
 */
export async function lookAtFiles(
  folder: string,
  names: readonly string[],
  meanwhile: () => void,
): Promise<FileStamps> {
  const looking: Looking = {
    prefix: folder + sep,
    names: names.join('\0'),
    numbers: new Float64Array(new SharedArrayBuffer(names.length * NUMBERS * Float64Array.BYTES_PER_ELEMENT)),
    next: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const shared = names.length >= WORTH_A_THREAD && availableParallelism() > 1;
  const helper = shared ? startHelper(looking) : null;
  meanwhile();
  lookAtNext(looking, { lstatSync }, CHUNK, NUMBERS, GONE);
  if (helper && !(await helper)) {
    // What it had begun may be missing.
    looking.next[0] = 0;
    lookAtNext(looking, { lstatSync }, CHUNK, NUMBERS, GONE);
  }
  return new FileStamps(looking.numbers);
}

/** @returns whether the thread did all that it had begun. */
async function startHelper(looking: Looking): Promise<boolean> {
  const body = `const { parentPort, workerData } = require('node:worker_threads');
(${lookAtNext})(workerData, require('node:fs'), ${CHUNK}, ${NUMBERS}, ${GONE});
parentPort.postMessage('done');`;
  try {
    const worker = new Worker(body, { eval: true, workerData: looking });
    await once(worker, 'message');
    void worker.terminate();
    return true;
  } catch {
    // No thread to be had: this one looks at all.
    return false;
  }
}

/** Takes files until none is left. Its text runs in the second thread too: it must refer to nothing but its parameters. */
function lookAtNext(
  { prefix, names, numbers, next }: Looking,
  fs: { lstatSync: typeof lstatSync },
  chunk: number,
  width: number,
  gone: number,
): void {
  const all = names.split('\0');
  const count = numbers.length / width;
  for (let start = Atomics.add(next, 0, chunk); start < count; start = Atomics.add(next, 0, chunk)) {
    for (let index = start; index < Math.min(count, start + chunk); index += 1) {
      const stat = fs.lstatSync(prefix + all[index], { throwIfNoEntry: false });
      numbers[index * width] = stat ? stat.size : gone;
      numbers[index * width + 1] = stat ? stat.ctimeMs : 0;
      numbers[index * width + 2] = stat ? stat.ino : 0;
    }
  }
}
