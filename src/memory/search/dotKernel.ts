import { DOT_KERNEL } from './dotKernelBytes';

/** Addresses, in bytes of `memory`, of the rows of one length that are compared with a query; see dotKernel.wat. */
type Dots = (query: number, rows: number, count: number, length: number, scores: number) => void;

export interface DotKernel {
  readonly memory: WebAssembly.Memory;
  /** 32-bit floats; `length` in bytes, a multiple of 64. */
  readonly dots: Dots;
  /** Rows of 8-bit numbers, a query of 16-bit ones, scores of 32 bits; `length` in numbers, a multiple of 32. */
  readonly wholeDots: Dots;
}

/** Bytes that a WebAssembly memory grows by, and the most it has, of 32-bit addresses. */
export const PAGE = 65_536;
export const LARGEST = 65_536 * PAGE;

/** Compiled once a process; null where WebAssembly has no SIMD. */
const compiled = compile();

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Buffer.from(DOT_KERNEL, 'base64'));
  } catch {
    return null;
  }
}

/** A kernel with a memory of its own; null where WebAssembly has no SIMD. */
export function dotKernel(): DotKernel | null {
  return compiled && (new WebAssembly.Instance(compiled).exports as unknown as DotKernel);
}
