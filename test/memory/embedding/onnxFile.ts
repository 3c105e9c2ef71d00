// As much of the ONNX format (protocol buffers, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) as a graph of a few nodes
// takes.

const FLOAT = 1;
const INT64 = 7;
const INT_ATTRIBUTE = 2;
const VERSION = { ir: 7, operators: 13 };

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}
/** A field that is a whole number. */
const int = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)]);
/** A field that is text, bytes or a message. */
function part(field: number, content: string | Uint8Array | readonly Buffer[]): Buffer {
  const isList = typeof content !== 'string' && !(content instanceof Uint8Array);
  const bytes = isList ? Buffer.concat(content) : Buffer.from(content);
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** A constant matrix of 32-bit floats, row by row. */
export interface Matrix {
  readonly name: string;
  readonly width: number;
  readonly values: Float32Array;
}

export interface Node {
  readonly operator: 'Gather' | 'Add';
  readonly inputs: readonly string[];
  readonly output: string;
}

/** A graph from token ids, [batch, seq], to vectors, [batch, seq, width]. */
export interface Graph {
  readonly matrices: readonly Matrix[];
  readonly nodes: readonly Node[];
  readonly inputs: readonly string[];
  readonly output: string;
  readonly width: number;
}

const tensor = ({ name, width, values }: Matrix) => [
  int(1, values.length / width),
  int(1, width),
  int(2, FLOAT),
  part(8, name),
  part(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)),
];
const nodeOf = ({ operator, inputs, output }: Node) => [
  ...inputs.map((name) => part(1, name)),
  part(2, output),
  part(3, output),
  part(4, operator),
  ...(operator === 'Gather' ? [part(5, [part(1, 'axis'), int(3, 0), int(20, INT_ATTRIBUTE)])] : []),
];
function value(name: string, type: number, dimensions: readonly (string | number)[]): Buffer[] {
  const shape = dimensions.map((size) => part(1, [typeof size === 'string' ? part(2, size) : int(1, size)]));
  return [part(1, name), part(2, [part(1, [int(1, type), part(2, shape)])])];
}

/** The bytes of an ONNX file with one graph. */
export function onnxFile({ matrices, nodes, inputs, output, width }: Graph): Buffer {
  const graph = [
    ...nodes.map((node) => part(1, nodeOf(node))),
    part(2, 'graph'),
    ...matrices.map((matrix) => part(5, tensor(matrix))),
    ...inputs.map((name) => part(11, value(name, INT64, ['batch', 'seq']))),
    part(12, value(output, FLOAT, ['batch', 'seq', width])),
  ];
  return Buffer.concat([
    int(1, VERSION.ir),
    part(2, 'backtest-memory tests'),
    part(7, graph),
    part(8, [part(1, ''), int(2, VERSION.operators)]),
  ]);
}
