import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../../src/common/inputError';
import { readPickle } from '../../../src/memory/python/pickle/pickle';
import { NumpyArray } from '../../../src/memory/python/pickle/pickleItems';
import { plainOf } from '../../../src/memory/python/pickle/pickleJson';
import { WRITTEN_BY_PYTHON } from './pickleFixtures';

/** `npm run soak` asks for more. */
const WAYS = Number(process.env.SOAK_WAYS ?? 2000);
const FILE = 'vectors.pkl';
const SAMPLE = 'test/fixtures/python/v1-with-vectors/vectors.pkl';

const read = (bytes: Uint8Array) => plainOf(readPickle(bytes, FILE), FILE);
const refuses = (bytes: Uint8Array, problem: RegExp) =>
  assert.throws(
    () => read(bytes),
    (error) => error instanceof InputError && error.message.startsWith(FILE) && problem.test(error.message),
  );
/** Makes a pickle of protocol 4 from opcodes and their arguments: text as Latin-1, numbers as bytes. */
const pickle = (...parts: (string | readonly number[])[]) =>
  Buffer.concat([
    Buffer.from([0x80, 4]),
    ...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
  ]);
const text = (value: string) => `\x8c${String.fromCharCode(value.length)}${value}`;

describe('a Python pickle', () => {
  for (const [protocol, base64] of Object.entries(WRITTEN_BY_PYTHON)) {
    it(`of protocol ${protocol} is read as data`, () => {
      const bytes = Buffer.from(base64, 'base64');
      const expected = {
        vectors: [
          [0.5, -1.25, 3],
          [1.5, 2, -0.75],
        ],
        metadata: {
          a: {
            text: 'Asset: BTCUSD — a',
            metadata: { rsi: 51.5, n: -3, big: 2 ** 40, none: null, yes: true },
          },
          b: { text: '', metadata: {} },
        },
        ids: ['a', 'b'],
      };
      assert.deepEqual(read(bytes), expected);
      // Modules of numpy 1 have no underscore. The length before a name is one byte in protocols 4 and 5.
      const older = bytes
        .toString('latin1')
        .replaceAll(/(.)numpy\._core\.(multiarray|numeric)/gs, (_, length: string, room: string) =>
          Number(protocol) < 4
            ? `${length}numpy.core.${room}`
            : `${String.fromCharCode(length.charCodeAt(0) - 1)}numpy.core.${room}`,
        );
      // The frame is then longer than the bytes after it.
      const frameless = Number(protocol) < 4 ? older : older.slice(0, 2) + older.slice(11);
      assert.deepEqual(read(Buffer.from(frameless, 'latin1')), expected);
    });
  }

  it('of the old engine is read', () => {
    const content = readPickle(readFileSync(SAMPLE), SAMPLE);
    assert.ok(content instanceof Map);
    const vectors = content.get('vectors');
    assert.ok(Array.isArray(vectors) && vectors.length === 5);
    for (const vector of vectors) assert.ok(vector instanceof NumpyArray && vector.values.length === 16);
    assert.ok(vectors[1] instanceof NumpyArray);
    assert.equal(vectors[1].values[1], 0.785887260776948);
    assert.deepEqual(plainOf(content.get('ids') ?? null, SAMPLE), [
      'trade-001',
      'trade-002',
      'trade-003',
      'trade-004',
      'trade-005',
    ]);
  });

  it('that calls for anything but numpy is refused by name, and nothing of it is run', () => {
    const trace = join(tmpdir(), `pickle-ran-${process.pid}`);
    const attacks: [bytes: Buffer, name: RegExp][] = [
      [pickle('cos\nsystem\n', text(`touch ${trace}`), '\x85R.'), /os\.system/],
      [pickle(text('posix'), text('system'), '\x93', text(`touch ${trace}`), '\x85R.'), /posix\.system/],
      [pickle('cbuiltins\neval\n', text('1'), '\x85R.'), /builtins\.eval/],
      [pickle('cnumpy\nload\n', text('x'), '\x85R.'), /numpy\.load/],
      [pickle('cnumpy.core.multiarray\n__getattr__\n.'), /numpy\.core\.multiarray\.__getattr__/],
      [pickle('c__proto__\nconstructor\n.'), /__proto__\.constructor/],
      [pickle(text('\x1b]0;x\x07'), text('y'), '\x93.'), /\\u001b\]0;x\\u0007\.y/],
    ];
    for (const [bytes, name] of attacks) refuses(bytes, name);
    refuses(pickle('(', text(`touch ${trace}`), 'ios\nsystem\n.'), /opcode 0x69/);
    const existed = existsSync(trace);
    rmSync(trace, { force: true });
    assert.equal(existed, false);
  });

  it('that is damaged is refused, with the place', () => {
    const huge = [0xff, 0xff, 0xff, 0x7f];
    const damaged: [bytes: Uint8Array, problem: RegExp][] = [
      [Buffer.alloc(0), /cut off/],
      [Buffer.from("cos\nsystem\n(S'x'\ntR."), /not a Python pickle/],
      [Buffer.from([0x80, 6, 0x4e, 0x2e]), /not a Python pickle of protocol 2 to 5/],
      [Buffer.from('{"vectors":[]}'), /not a Python pickle/],
      [pickle('X', huge, 'abc.'), /at byte 2, it is cut off: 2147483647 bytes/],
      [pickle('\x8e', [...huge, ...huge], '.'), /cut off/],
      [pickle('\x95', huge, huge, '.'), /a frame of/],
      [pickle('.'), /where there is none/],
      [pickle('N'), /cut off/],
      [pickle('N.N'), /more bytes follow/],
      [pickle('NN.'), /ends before it is done/],
      [pickle('(.'), /where there is none/],
      [pickle('N(0N.'), /ends before it is done/],
      [pickle('(a.'), /where there is none/],
      [pickle('e.'), /no mark/],
      [pickle('h\x05.'), /refers to a part that is not there/],
      [pickle(')Na.'), /not a list/],
      [pickle(']NNs.'), /not a dictionary/],
      [pickle('}(Nu.'), /not a dictionary/],
      [pickle('}K\x01Ns.'), /key that is not text/],
      [pickle('N)R.'), /cannot be called/],
      [pickle('}Nb.'), /state/],
      [pickle('\x8a\x09', new Array(9).fill(1), '.'), /larger than 2\^53/],
      [pickle('\x8a\x08', new Array(8).fill(0x7f), '.'), /larger than 2\^53/],
      [pickle('\x8c\x01\xff.'), /not valid UTF-8/],
      [pickle('cnumpy\nndarray\n.'), /neither text/],
      [pickle('cnumpy\ndtype\n', text('O8'), '\x85R.'), /type "O8"/],
      [pickle('cnumpy\nndarray\n)R.'), /wrong kind/],
      [pickle('P1\n.'), /opcode 0x50/],
    ];
    for (const [bytes, problem] of damaged) refuses(bytes, problem);
    assert.deepEqual(read(pickle('(N0N1K\x07.')), 7);
  });

  it('of an array whose bytes do not fit its shape is refused', () => {
    const array = (side: readonly number[], bytes: string) =>
      pickle(
        'cnumpy._core.numeric\n_frombuffer\n(C',
        [bytes.length],
        bytes,
        'cnumpy\ndtype\n',
        text('f8'),
        '\x89\x88\x87R(K\x03',
        text('>'),
        'NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb',
        side,
        '\x85',
        text('C'),
        'tR.',
      );
    assert.deepEqual(read(array([0x4b, 1], '\x3f\xf8\0\0\0\0\0\0')), [1.5]);
    refuses(array([0x4b, 2], '\x3f\xf8\0\0\0\0\0\0'), /an array of 2 numbers has 8 bytes/);
    refuses(array([0x4a, 0xff, 0xff, 0xff, 0xff], ''), /not a length/);
    refuses(array([0x4e], ''), /not a length/);
  });

  it('cannot unfold to more than memory holds', () => {
    // Each pair holds the pair before twice: 2^25 values in 50 bytes.
    refuses(pickle(']', '2\x86'.repeat(25), '.'), /too many values/);
    // A list that holds itself.
    refuses(pickle(']\x94h\x00a.'), /nested more than 32 deep/);
    refuses(pickle(')', '\x85'.repeat(100_000), '.'), /nested more than 32 deep/);
    refuses(pickle(`(${']'.repeat(1_000_001)}`), /too many parts/);
    // One long text is converted to bytes again and again.
    const long = 'x'.repeat(200);
    const encoded = `h\x00h\x01${text('latin1')}\x86R0`;
    refuses(
      pickle('c_codecs\nencode\n\x940', text(long), '\x940', encoded.repeat(200), 'N.'),
      /far more than its size/,
    );
  });

  it(`mutated in ${WAYS} ways is refused in words or read, all within the time of one test`, () => {
    const seeds = Object.values(WRITTEN_BY_PYTHON).map((base64) => Buffer.from(base64, 'base64'));
    const place = fc.nat({ max: 800 });
    const mutation = fc.oneof(
      fc.record({ kind: fc.constant('flip' as const), place, bit: fc.nat({ max: 7 }) }),
      fc.record({ kind: fc.constant('byte' as const), place, value: fc.nat({ max: 255 }) }),
      fc.record({ kind: fc.constant('cut' as const), place }),
      fc.record({ kind: fc.constant('drop' as const), place }),
      fc.record({ kind: fc.constant('huge' as const), place, length: fc.constantFrom(1, 4, 8) }),
      fc.record({ kind: fc.constant('again' as const), place, from: place }),
    );
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        (seed, mutations) => {
          let bytes: Buffer = Buffer.from(seed);
          for (const one of mutations) {
            const at = bytes.length === 0 ? 0 : one.place % bytes.length;
            if (one.kind === 'flip') bytes[at] ^= 1 << one.bit;
            else if (one.kind === 'byte') bytes[at] = one.value;
            else if (one.kind === 'cut') bytes = bytes.subarray(0, at);
            else if (one.kind === 'drop')
              bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
            else if (one.kind === 'huge') bytes.fill(0xff, at, Math.min(at + one.length, bytes.length));
            else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(one.from)]);
          }
          try {
            read(bytes);
          } catch (error) {
            assert.ok(error instanceof InputError, String(error));
            refused += 1;
          }
        },
      ),
      { seed: 7, numRuns: WAYS },
    );
    assert.ok(refused > WAYS / 2);
  });
});
