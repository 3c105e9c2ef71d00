import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HOUR } from '../../../../src/common/timeframe';
import { barAt, type TimedBar } from '../../../../src/market/barsCsv';
import { collectBars } from '../../../../src/market/download/sources/collect';
import { SETTLED_AFTER } from '../../../../src/market/download/sources/page';
import { PoliteNet, type World } from '../../../../src/market/download/sources/politeNet';
import type { BarSource, Listing, Span } from '../../../../src/market/download/sources/source';
import type { Hours } from '../../../../src/market/gaps';
import { someBars } from './someBars';

const FROM = Date.UTC(2025, 0, 1);
const LISTING: Listing = { symbol: 'A', answered: 'A', zone: 'UTC', hours: 'always', differs: null };

type Answer = (bars: readonly TimedBar[], span: Span, ask: number) => readonly TimedBar[];

function sourceOf(all: readonly TimedBar[], pageSize: number, answer: Answer) {
  const asked: Span[] = [];
  const source: BarSource = {
    name: 'test',
    host: 'test',
    timeframes: ['1h'],
    pageSize,
    limits: null,
    find: async () => LISTING,
    async fetchPage(_, __, span) {
      asked.push(span);
      return answer(
        all.filter(({ time }) => time >= span.from && time < span.to),
        span,
        asked.length,
      );
    },
  };
  return { source, asked };
}

async function collect(
  source: BarSource,
  span: Span,
  { now = FROM + 10_000 * HOUR, hours = 'always' as Hours } = {},
): Promise<{ bars: TimedBar[]; notes: string[] }> {
  const world: World = {
    fetch,
    now: () => now,
    // Pauses take no real time.
    sleep: async () => {
      now += 60_000;
    },
    random: () => 1,
    run: async () => '',
  };
  const net = new PoliteNet(world, new AbortController().signal, () => {});
  const bars: TimedBar[] = [];
  const notes: string[] = [];
  let reached = span.from;
  const note = (text: string) => notes.push(text);
  const wanted = { listing: { ...LISTING, hours }, timeframe: '1h', span } as const;
  for await (const part of collectBars(source, net, wanted, note)) {
    assert.ok(part.until > reached);
    reached = part.until;
    bars.push(...part.bars);
  }
  assert.equal(reached, span.to);
  return { bars, notes };
}

const hourly = (count: number, without: (time: number) => boolean = () => false): TimedBar[] => {
  const bars = someBars('A', { from: FROM, count, step: HOUR, without });
  return Array.from(bars.time, (_, index) => barAt(bars, index));
};
const span = (hours: number): Span => ({ from: FROM, to: FROM + hours * HOUR });

describe('bars collected from a source', () => {
  it('are all of its bars and no other, whatever is missing, however it cuts its answers and whichever end it begins at', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 20 }),
        fc.integer({ min: 3, max: 25 }),
        fc.integer({ min: 1, max: 25 }),
        fc.constantFrom('oldest', 'newest'),
        fc.boolean(),
        async (missing, pageSize, most, keeps, falling) => {
          const all = hourly(60, (time) => missing.includes((time - FROM) / HOUR));
          const { source } = sourceOf(all, pageSize, (bars) => {
            const cut = keeps === 'oldest' ? bars.slice(0, most) : bars.slice(-most);
            return falling ? cut.reverse() : cut;
          });
          assert.deepEqual((await collect(source, span(60))).bars, all);
        },
      ),
      { seed: 7, numRuns: 150 },
    );
  });

  it('are all there too where an answer skipped some in its midst', async () => {
    const all = hourly(40, (time) => time === FROM + 30 * HOUR);
    const { source } = sourceOf(all, 20, (bars, _, ask) =>
      bars.filter((_bar, index) => ask % 2 === 0 || ![4, 5, 11].includes(index)),
    );
    assert.deepEqual((await collect(source, span(40))).bars, all);
  });

  it('tells of bars that an answer left out', async () => {
    const { source } = sourceOf(hourly(10), 10, (bars, _, ask) => (ask === 1 ? bars.slice(0, 6) : bars));
    const { notes } = await collect(source, span(10));
    assert.deepEqual(notes, [
      'an answer had left out 4 bars from 2025-01-01T06:00:00Z; they came when asked again',
    ]);
  });

  it('asks once more about a gap, and not about a weekend of a market that has them', async () => {
    const closed = (time: number) => [0, 6].includes(new Date(time).getUTCDay());
    const { source, asked } = sourceOf(hourly(14 * 24, closed), 400, (bars) => bars);
    await collect(source, span(14 * 24), { hours: 'weekdays' });
    assert.equal(asked.length, 1);
    await collect(source, span(14 * 24), { hours: 'always' });
    assert.equal(asked.length, 3);
  });

  const bad: [name: string, answer: Answer, message: RegExp][] = [
    [
      'a page that is repeated',
      (bars, at) => (at.from === FROM ? bars : hourly(10)),
      /it answers with bars from 2025-01-01T00:00:00Z to 2025-01-01T09:00:00Z, not of 2025-01-01T10:00:00Z/,
    ],
    [
      'a bar that is there twice',
      (bars) => [...bars, bars[bars.length - 1]],
      /has the bar of 2025-01-01T09:00:00Z twice/,
    ],
    [
      'a page out of order',
      ([first, second, third, ...rest]) => [second, third, first, ...rest],
      /out of order at 2025-01-01T00:00:00Z/,
    ],
    [
      'a bar off the grid',
      (bars) => bars.map((bar, index) => (index === 3 ? { ...bar, time: bar.time + 1000 } : bar)),
      /2025-01-01T03:00:01Z is off the grid/,
    ],
    [
      'a high below the close',
      (bars) => bars.map((bar, index) => (index === 2 ? { ...bar, high: 1 } : bar)),
      /the bar of 2025-01-01T02:00:00Z is impossible: high lies below/,
    ],
    [
      'a price of nothing',
      (bars) => bars.map((bar) => ({ ...bar, open: Number.NaN })),
      /impossible: open is missing/,
    ],
    [
      'two answers about one bar',
      (bars, _, ask) =>
        ask === 1
          ? bars.filter((_bar, index) => ![2, 5].includes(index))
          : bars.map((bar) => ({ ...bar, volume: ask })),
      /it gives two answers/,
    ],
  ];
  for (const [name, answer, message] of bad) {
    it(`are refused with ${name}`, async () => {
      const { source } = sourceOf(hourly(20), 10, answer);
      await assert.rejects(collect(source, span(20)), message);
    });
  }

  it('take a page that was bad once when it comes right', async () => {
    const all = hourly(20);
    const { source } = sourceOf(all, 10, (bars, _, ask) => (ask === 1 ? [...bars, bars[9]] : bars));
    assert.deepEqual((await collect(source, span(20))).bars, all);
  });

  it('leave out the bar that goes on, until a minute after its end', async () => {
    const end = FROM + 5 * HOUR;
    const newest = async (now: number) => {
      const { source } = sourceOf(hourly(5), 10, (bars) => [...bars, { ...bars[0], time: now - 7 }]);
      const { bars } = await collect(source, span(10), { now });
      return bars.length;
    };
    assert.equal(await newest(end + SETTLED_AFTER - 1), 4);
    assert.equal(await newest(end + SETTLED_AFTER), 5);
  });
});
