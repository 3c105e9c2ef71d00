import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import wabt from 'wabt';
import { DOT_KERNEL } from '../../../src/memory/search/dotKernelBytes';
import { VectorTable } from '../../../src/memory/search/vectorTable';

const float = fc.float({ noNaN: true, min: -100, max: 100 });
const tables = fc.integer({ min: 1, max: 70 }).chain((width) => {
  const vector = fc.array(float, { minLength: width, maxLength: width });
  return fc.record({ query: vector, rows: fc.array(vector, { maxLength: 40 }) });
});

function filled(rows: readonly number[][], width: number, simd: boolean): VectorTable {
  const table = new VectorTable(width, simd);
  for (const row of rows) table.add(row);
  return table;
}

describe('a table of vectors', () => {
  it('has a kernel that is the WebAssembly text beside it', async () => {
    const text = readFileSync('src/memory/search/dotKernel.wat', 'utf8');
    const { buffer } = (await wabt()).parseWat('dotKernel.wat', text, { simd: true }).toBinary({});
    assert.equal(Buffer.from(buffer).toString('base64'), DOT_KERNEL);
  });

  it('gives the same bits in WebAssembly and in JavaScript', () => {
    fc.assert(
      fc.property(tables, ({ query, rows }) => {
        const [simd, plain] = [true, false].map((kind) => [...filled(rows, query.length, kind).dots(query)]);
        assert.deepEqual(simd, plain);
      }),
      { seed: 1 },
    );
  });

  it('gives the same bits for one row as for all', () => {
    fc.assert(
      fc.property(tables, fc.boolean(), ({ query, rows }, simd) => {
        const table = filled(rows, query.length, simd);
        const all = [...table.dots(query)];
        assert.deepEqual(
          rows.map((_, row) => table.dotWith(query, row)),
          all,
        );
        for (const [row, numbers] of rows.entries()) assert.deepEqual([...table.row(row)], numbers);
      }),
      { seed: 3 },
    );
  });

  it('gives the inner products, to the precision of 32-bit floats', () => {
    fc.assert(
      fc.property(tables, ({ query, rows }) => {
        const scores = filled(rows, query.length, true).dots(query);
        rows.forEach((row, index) => {
          const exact = row.reduce((sum, value, place) => sum + value * query[place], 0);
          const scale = row.reduce((sum, value, place) => sum + Math.abs(value * query[place]), 0);
          // Products under the smallest float are 0.
          assert.ok(Math.abs(scores[index] - exact) <= 1e-6 * scale + 1e-37);
        });
      }),
      { seed: 2 },
    );
  });

  it('keeps its rows as it grows', () => {
    const table = new VectorTable(384);
    const vector = (seed: number) => Float32Array.from({ length: 384 }, (_, place) => Math.sin(seed + place));
    for (let row = 0; row < 1000; row += 1) table.add(vector(row));
    for (const row of [0, 500, 999]) {
      const expected = vector(row).reduce((sum, value, place) => sum + value * vector(999)[place], 0);
      assert.ok(Math.abs(table.dot(row, 999) - expected) < 1e-3);
      assert.ok(Math.abs(table.dots(vector(999))[row] - expected) < 1e-3);
    }
  });

  it('says so when it would not fit', () => {
    assert.throws(() => new VectorTable(384).reserve(3_000_000), /do not fit into 4 GB/);
  });
});
