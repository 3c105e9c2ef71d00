import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { DAY, HOUR } from '../../src/common/timeframe';
import { readBarFile } from '../../src/market/barFile';
import { type Bars, emptyBars, PRICE_COLUMNS } from '../../src/market/bars';
import { describeGaps, findGaps } from '../../src/market/gaps';
import { resample } from '../../src/market/resample';

const START = Date.UTC(2025, 0, 1);

/** Makes hourly bars at the given hours, with prices that follow from the hour. */
function barsAt(hours: readonly number[]): Bars {
  const bars = emptyBars('X', HOUR, hours.length);
  hours.forEach((hour, index) => {
    const price = 100 + ((hour * 7919) % 50);
    bars.time[index] = START + hour * HOUR;
    bars.open[index] = price;
    bars.close[index] = price + ((hour * 31) % 11) - 5;
    bars.high[index] = Math.max(bars.open[index], bars.close[index]) + (hour % 3);
    bars.low[index] = Math.min(bars.open[index], bars.close[index]) - (hour % 4);
    bars.volume[index] = 1 + (hour % 5);
  });
  return bars;
}

const hours = fc
  .uniqueArray(fc.nat({ max: 300 }), { minLength: 1, maxLength: 120 })
  .map((some) => some.sort((a, b) => a - b));

describe('bars put together', () => {
  it('are those of their parts: first open, highest high, lowest low, last close, all volume', () => {
    fc.assert(
      fc.property(hours, fc.constantFrom(2, 4, 8, 24), (some, factor) => {
        const bars = barsAt(some);
        const longer = resample(bars, factor * HOUR);
        const starts = [...new Set(some.map((hour) => Math.floor(hour / factor)))];
        assert.deepEqual(
          [...longer.time],
          starts.map((start) => START + start * factor * HOUR),
        );
        starts.forEach((start, index) => {
          const parts = some.flatMap((hour, place) => (Math.floor(hour / factor) === start ? [place] : []));
          assert.equal(longer.open[index], bars.open[parts[0]]);
          assert.equal(longer.close[index], bars.close[parts[parts.length - 1]]);
          assert.equal(longer.high[index], Math.max(...parts.map((part) => bars.high[part])));
          assert.equal(longer.low[index], Math.min(...parts.map((part) => bars.low[part])));
          assert.equal(
            longer.volume[index],
            parts.reduce((sum, part) => sum + bars.volume[part], 0),
          );
        });
      }),
      { seed: 1 },
    );
  });

  it('are the same in one step as in two', () => {
    fc.assert(
      fc.property(hours, (some) => {
        const bars = barsAt(some);
        assert.deepEqual(resample(resample(bars, 4 * HOUR), DAY), resample(bars, DAY));
      }),
      { seed: 2 },
    );
  });

  it('from hours are the days that another program makes of them', async () => {
    for (const symbol of ['BTCUSD', 'EURUSD']) {
      const read = async (name: string) => {
        const file = join('test/fixtures/bars', name);
        return (await readBarFile(file, { symbol, step: DAY, now: Date.UTC(2030, 0, 1) })).bars;
      };
      const [made, real] = [await read(`${symbol}-1h.csv`), await read(`${symbol}-1d.csv`)];
      assert.ok(real.time.length > 15);
      assert.deepEqual(made.time, real.time);
      for (const name of PRICE_COLUMNS)
        made[name].forEach((value, index) => {
          assert.ok(Math.abs(value - real[name][index]) < 1e-9, `${symbol} ${name} ${index}`);
        });
    }
  });
});

describe('gaps', () => {
  it('are what is missing between two bars', () => {
    fc.assert(
      fc.property(hours, (some) => {
        const bars = barsAt(some);
        const there = new Set(bars.time);
        for (const { from, to } of findGaps(bars)) {
          assert.ok(there.has(from - HOUR) && there.has(to));
          for (let time = from; time < to; time += HOUR) assert.ok(!there.has(time));
        }
        const missing = findGaps(bars).reduce((sum, { from, to }) => sum + (to - from) / HOUR, 0);
        assert.equal(missing, some[some.length - 1] - some[0] + 1 - some.length);
      }),
      { seed: 3 },
    );
  });

  it('at weekends are told apart from outages', () => {
    // 1 January 2025 is a Wednesday: hours 72 to 95 are the Saturday.
    const open = Array.from({ length: 24 * 14 }, (_, hour) => hour);
    const week = open.filter((hour) => hour % 168 < 70 || hour % 168 >= 118);
    assert.equal(describeGaps(barsAt(open)), null);
    assert.equal(describeGaps(barsAt(week)), 'X: closed over 2 weekends');
    const outage = week.filter((hour) => hour !== 10 && hour !== 11);
    assert.equal(
      describeGaps(barsAt(outage)),
      'X: closed over 2 weekends; 1 other gap of 2 h from 2025-01-01T10:00:00Z',
    );
  });
});

describe('bars of a session that opens at half past', () => {
  it('are put together from its opening on, and hold nothing later than their end', () => {
    for (const factor of [2, 4, 6]) {
      const times = Array.from({ length: 60 }, (_, day) => day).flatMap((day) =>
        Array.from({ length: 7 }, (_, hour) => START + day * DAY + (13.5 + hour + (day < 20 ? 1 : 0)) * HOUR),
      );
      const bars = emptyBars('X', HOUR, times.length);
      bars.time.set(times);
      bars.close.set(times);
      const longer = resample(bars, factor * HOUR);
      longer.time.forEach((time, index) => {
        assert.equal((time - START - 13.5 * HOUR) % (factor * HOUR), 0);
        const last = longer.close[index];
        assert.ok(time <= last && last + HOUR <= time + factor * HOUR);
      });
    }
  });
});
