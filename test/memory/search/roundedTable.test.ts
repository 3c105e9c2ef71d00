import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RoundedTable } from '../../../src/memory/search/roundedTable';
import { toUnitLength } from '../../../src/memory/search/unitLength';
import { VectorTable } from '../../../src/memory/search/vectorTable';

/** Numbers of every size, and the same one again and again: the largest sums that there can be. */
const number = fc.oneof(
  fc.float({ noNaN: true, min: -100, max: 100 }),
  fc.float({ noNaN: true, noDefaultInfinity: true, min: -Math.fround(1e15), max: Math.fround(1e15) }),
  fc.constantFrom(0, Math.fround(1e-45), Math.fround(-1e-38), 1),
);
const vectors = fc.constantFrom(1, 13, 31, 384, 1024, 2000).chain((width) => {
  const vector = fc.oneof(
    fc.array(number, { minLength: width, maxLength: width }).map((some) => Float32Array.from(some)),
    number.map((one) => new Float32Array(width).fill(one)),
  );
  return fc.record({ query: vector, rows: fc.array(vector, { maxLength: 9 }) });
});

function tables(width: number, rows: readonly Float32Array[]): { exact: VectorTable; rounded: RoundedTable } {
  const rounded = RoundedTable.ofWidth(width);
  assert.ok(rounded, 'there is SIMD in every Node that we know');
  const exact = new VectorTable(width);
  for (const row of rows) {
    exact.add(row);
    rounded.add(row);
  }
  return { exact, rounded };
}

describe('a table of rounded vectors', () => {
  it('never tells less than the inner product of floats', () => {
    fc.assert(
      fc.property(vectors, ({ query, rows }) => {
        const { exact, rounded } = tables(query.length, rows);
        const most = rounded.atMost(query);
        assert.equal(most.length, rows.length);
        for (const [row, product] of exact.dots(query).entries())
          if (Number.isFinite(product)) assert.ok(most[row] >= product, `${most[row]} < ${product}`);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('tells hardly more than it, of vectors of length 1', () => {
    const random = fc.sample(
      fc.array(fc.float({ noNaN: true, min: -1, max: 1 }), { minLength: 384, maxLength: 384 }),
      { seed: 2, numRuns: 300 },
    );
    const rows = random.map((some) => toUnitLength(Float32Array.from(some)));
    const { exact, rounded } = tables(384, rows);
    for (const query of rows.slice(0, 20)) {
      const most = rounded.atMost(query);
      for (const [row, product] of exact.dots(query).entries())
        assert.ok(most[row] >= product && most[row] - product < 0.02, `${most[row]} for ${product}`);
    }
  });
});
