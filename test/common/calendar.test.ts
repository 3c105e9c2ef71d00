import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isoTime, parseIsoTime, quarterOf } from '../../src/common/calendar';

describe('times', () => {
  it('are read as JavaScript reads them, to the millisecond', () => {
    const time = fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(time, (date) => {
        assert.equal(parseIsoTime(date.toISOString()), date.getTime());
        assert.equal(parseIsoTime(isoTime(date.getTime())), date.getTime());
      }),
      { seed: 1, numRuns: 5000 },
    );
  });

  it('of a zone, and without one, are UTC', () => {
    assert.equal(parseIsoTime('2025-01-31 13:05'), Date.UTC(2025, 0, 31, 13, 5));
    assert.equal(parseIsoTime('2025-01-31T13:05:06.7891+05:30'), Date.UTC(2025, 0, 31, 7, 35, 6, 789));
    assert.equal(parseIsoTime('2025-01-31T13:05:06-0230'), Date.UTC(2025, 0, 31, 15, 35, 6));
  });

  for (const text of [
    '2025-02-30',
    '2025-13-01',
    '2025-01-01T24:00',
    '2025-01-01T10:60',
    '0050-01-01',
    'x',
    '',
  ])
    it(`that are none are refused: "${text}"`, () => assert.equal(parseIsoTime(text), null));

  it('lie in UTC quarters', () => {
    assert.equal(quarterOf(Date.UTC(2025, 2, 31, 23, 59)), '2025-Q1');
    assert.equal(quarterOf(Date.UTC(2025, 3, 1)), '2025-Q2');
  });
});
