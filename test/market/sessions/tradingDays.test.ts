import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isoTime } from '../../../src/common/calendar';
import { InputError } from '../../../src/common/inputError';
import { DAY, HOUR, MINUTE } from '../../../src/common/timeframe';
import { readCsvBars } from '../../../src/market/csvBars';
import { offsetIn } from '../../../src/market/sessions/zones';

const FIRST = Date.UTC(2024, 0, 1);

/** The trading days of a year and a bit, without the days of the week that rest (0 is Sunday). */
function calendar(rests: readonly number[], from = FIRST, days = 500): number[] {
  return Array.from({ length: days }, (_, day) => from + day * DAY).filter(
    (day) => !rests.includes(new Date(day).getUTCDay()),
  );
}

/** The instant at which clocks of a zone show a time of a day. */
function instantAt(zone: string, local: number): number {
  const offset = offsetIn(zone);
  return local - offset(local - offset(local));
}

const fileOf = (stamps: readonly (string | number)[]) =>
  `date,open,high,low,close\n${stamps.map((stamp) => `${stamp},10,12,9,11\n`).join('')}`;
const read = (stamps: readonly (string | number)[], zone: string | null = null) =>
  readCsvBars(fileOf(stamps), { file: 'a.csv', symbol: 'A', zone }, DAY);

/** ISO text of an instant with the offset of a zone. */
function withOffset(zone: string, time: number): string {
  const offset = offsetIn(zone)(time);
  const [hours, minutes] = [Math.floor(Math.abs(offset) / HOUR), (Math.abs(offset) % HOUR) / MINUTE];
  const two = (number: number) => String(number).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  return `${new Date(time + offset).toISOString().slice(0, 19)}${sign}${two(hours)}:${two(minutes)}`;
}

/** Where markets are, and when their days begin or end by the wall clock; `before`: on the evening before the day. */
const MARKETS = [
  { name: 'midnight in New York', zone: 'America/New_York', at: 0, before: false },
  { name: 'the opening in New York', zone: 'America/New_York', at: 9.5 * HOUR, before: false },
  { name: 'the close in New York', zone: 'America/New_York', at: 16 * HOUR, before: false },
  { name: 'currency days from 17:00 New York', zone: 'America/New_York', at: 17 * HOUR, before: true },
  { name: 'midnight in Tokyo', zone: 'Asia/Tokyo', at: 0, before: false },
  { name: 'the opening in Tokyo', zone: 'Asia/Tokyo', at: 9 * HOUR, before: false },
  { name: 'midnight in Mumbai', zone: 'Asia/Kolkata', at: 0, before: false },
  { name: 'midnight in Frankfurt', zone: 'Europe/Berlin', at: 0, before: false },
  { name: 'midnight in London', zone: 'Europe/London', at: 0, before: false },
  { name: 'midnight in Sydney', zone: 'Australia/Sydney', at: 0, before: false },
  { name: 'the opening in Sydney', zone: 'Australia/Sydney', at: 10 * HOUR, before: false },
  { name: 'the opening in Adelaide', zone: 'Australia/Adelaide', at: 10 * HOUR, before: false },
  { name: 'midnight in Auckland', zone: 'Pacific/Auckland', at: 0, before: false },
];

/** The forms in which a file may write an instant. */
const FORMS: Record<string, (time: number, zone: string) => string | number> = {
  UTC: isoTime,
  seconds: (time) => time / 1000,
  milliseconds: (time) => time,
  microseconds: (time) => time * 1000,
  nanoseconds: (time) => `${time}000000`,
  offsets: (time, zone) => withOffset(zone, time),
};

describe('trading days', () => {
  for (const { name, zone, at, before } of MARKETS) {
    for (const [form, write] of Object.entries(FORMS)) {
      it(`are told of ${name}, in ${form}`, () => {
        fc.assert(
          fc.property(fc.nat({ max: 400 }), fc.integer({ min: 8, max: 400 }), (from, length) => {
            const days = calendar([0, 6], FIRST + from * DAY, length);
            const stamps = days.map((day) => write(instantAt(zone, (before ? day - DAY : day) + at), zone));
            assert.deepEqual([...read(stamps).bars.time], days);
            assert.deepEqual([...read(stamps, zone).bars.time], days);
          }),
          { seed: 1, numRuns: 6 },
        );
      });
    }
  }

  it('are plain dates, in whatever week', () => {
    for (const rests of [[0, 6], [5, 6], []]) {
      const days = calendar(rests);
      const forms = [
        days.map((day) => isoTime(day).slice(0, 10)),
        days.map((day) => isoTime(day).slice(0, 10).replaceAll('-', '')),
        days.map((day) => `${isoTime(day).slice(0, 10)} 00:00:00`),
        days.map(isoTime),
        days.map((day) => day / 1000),
      ];
      for (const stamps of forms) {
        for (const zone of [null, 'America/New_York', 'Asia/Tokyo'])
          assert.deepEqual(
            { ...read(stamps, zone), bars: [...read(stamps, zone).bars.time] },
            { bars: days, dating: null },
          );
      }
    }
  });

  it('of a week from Sunday to Thursday are told by offset or zone, and asked for without', () => {
    const days = calendar([5, 6]);
    const midnights = days.map((day) => instantAt('Asia/Riyadh', day));
    assert.deepEqual([...read(midnights.map((time) => withOffset('Asia/Riyadh', time))).bars.time], days);
    assert.deepEqual([...read(midnights, 'Asia/Riyadh').bars.time], days);
    assert.throws(
      () => read(midnights),
      (error) =>
        error instanceof InputError &&
        /2023-12-31T21:00:00Z may be the trading day 2023-12-31 or 2024-01-01/.test(error.message) &&
        /"zone"/.test(error.remedy),
    );
  });

  it('of a market that never closes are asked for, unless they begin at midnight UTC', () => {
    const days = calendar([]);
    assert.throws(() => read(days.map((day) => day + 5 * HOUR)), /or 2024-01-02/);
    assert.deepEqual([...read(days).bars.time], days);
  });

  it('say what was taken', () => {
    const days = calendar([0, 6]);
    assert.equal(
      read(days.map((day) => day - 9 * HOUR)).dating,
      'daily bars are dated by the weekdays that they leave out: 2023-12-31T15:00:00Z is taken as the trading day 2024-01-01',
    );
    assert.match(
      read(
        days.map((day) => day - 9 * HOUR),
        'Asia/Tokyo',
      ).dating ?? '',
      /by Asia\/Tokyo/,
    );
  });

  it('are no days twice', () => {
    const stamps = ['2024-01-02 00:00:00-05:00', '2024-01-03 00:00:00-05:00', '2024-01-03 16:00:00-05:00'];
    assert.throws(
      () => read([...stamps, '2024-01-04 00:00:00-05:00', '2024-01-05 00:00:00-05:00']),
      /a\.csv:4: .* twice/,
    );
  });
});
