import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { exp, exp2, ln, power, tanh } from '../../../src/common/numbers/sameMath';

/** How far a value may be from what Math says, relative to the latter: two units of the last place. */
const CLOSE = 4.5e-16;

function assertClose(value: number, expected: number, within = CLOSE): void {
  assert.ok(Math.abs(value - expected) <= within * Math.abs(expected), `${value} for ${expected}`);
}

/** The bits of many results, as a hash. */
function bitsOf(results: readonly number[]): string {
  return createHash('sha256')
    .update(new Uint8Array(Float64Array.from(results).buffer))
    .digest('hex')
    .slice(0, 16);
}

describe('functions whose bits depend on no engine', () => {
  it('say what Math says, but for the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        assertClose(exp(x), Math.exp(x));
        assertClose(exp2(x), 2 ** x);
        assertClose(ln(Math.exp(x)), Math.log(Math.exp(x)));
        assert.ok(Math.abs(tanh(Math.abs(x)) - Math.tanh(Math.abs(x))) <= CLOSE);
      }),
      { numRuns: 20_000, seed: 4 },
    );
    fc.assert(
      fc.property(
        fc.double({ min: 1e-4, max: 1e4, noNaN: true }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (base, y) => assertClose(power(base, y), base ** y, 5e-14),
      ),
      { numRuns: 20_000, seed: 4 },
    );
  });

  it('are exact where the result is known', () => {
    for (let whole = -1074; whole <= 1023; whole += 1) assert.equal(Math.log2(exp2(whole)), whole);
    assert.deepEqual([exp(0), ln(1), tanh(0), power(7, 0)], [1, 0, 0, 1]);
  });

  it('end where numbers do', () => {
    assert.deepEqual([exp(710), exp2(1024), exp(Infinity), ln(Infinity)], Array(4).fill(Infinity));
    assert.deepEqual([exp(-746), exp2(-1076), exp(-Infinity)], [0, 0, 0]);
    assert.equal(ln(0), -Infinity);
    assert.equal(tanh(Infinity), 1);
    for (const value of [ln(-1), ln(Number.NaN), exp(Number.NaN), exp2(Number.NaN)])
      assert.ok(Number.isNaN(value));
    assertClose(ln(5e-324), -744.4400719213812);
    assertClose(ln(Number.MAX_VALUE), 709.782712893384);
  });

  it('have the bits that they had when this test was written', () => {
    const grid = Array.from({ length: 20_000 }, (_, place) => (place - 10_000) / 16.7);
    assert.deepEqual(
      [
        grid.map(exp),
        grid.map(exp2),
        grid.map((x) => ln(Math.abs(x) + 1e-9)),
        grid.map((x) => tanh(Math.abs(x))),
      ].map(bitsOf),
      ['fbcaebd27d2f8ea5', 'b8b85b64d3885f51', '7af191a820a1aa40', 'ae8c6651f9b3d956'],
    );
  });
});
