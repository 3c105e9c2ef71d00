import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '../../src/common/inputError';
import { HOUR, TIMEFRAMES } from '../../src/common/timeframe';
import { readBarFile } from '../../src/market/barFile';
import { parseBars } from '../../src/market/csvBars';
import { tempFolder } from '../tempFolder';

const SOURCE = { file: 'a.csv', symbol: 'A' };
const parse = (text: string) => parseBars(text, SOURCE, HOUR);
const HEAD = 'timestamp,open,high,low,close,volume\n';
const row = (time: string, prices = '10,12,9,11', volume = '5') => `${time},${prices},${volume}\n`;
const GOOD = HEAD + row('2025-01-01T00:00:00Z') + row('2025-01-01T01:00:00Z') + row('2025-01-01T02:00:00Z');
const FIRST = Date.UTC(2025, 0, 1);

describe('bars from CSV', () => {
  const same: Record<string, string> = {
    'ISO with zone': GOOD,
    'ISO without a zone is UTC': GOOD.replaceAll('Z', ''),
    'another zone': GOOD.replaceAll('T00:00:00Z', 'T02:00:00+02:00').replaceAll(
      'T01:00:00Z',
      'T03:00:00+0200',
    ),
    'epoch seconds': HEAD + row('1735689600') + row('1735693200') + row('1735696800'),
    'epoch milliseconds': HEAD + row('1735689600000') + row('1735693200000') + row('1735696800000'),
    CRLF: GOOD.replaceAll('\n', '\r\n'),
    'a byte order mark': `\uFEFF${GOOD}`,
    'any case': GOOD.replace(HEAD, 'Timestamp,OPEN,High,LOW,Close,Volume\n'),
    'an unnamed first column': GOOD.replace('timestamp', ''),
    open_time: GOOD.replace('timestamp', 'open_time'),
    'blank lines at the end': `${GOOD}\n\n`,
    'quoted cells': GOOD.replaceAll('10,12', '"10","12"'),
  };
  for (const [name, text] of Object.entries(same)) {
    it(`reads ${name}`, () => {
      const bars = parse(text);
      assert.deepEqual([...bars.time], [FIRST, FIRST + HOUR, FIRST + 2 * HOUR]);
      assert.deepEqual(
        [bars.open[1], bars.high[1], bars.low[1], bars.close[1], bars.volume[1]],
        [10, 12, 9, 11, 5],
      );
      assert.equal(bars.step, HOUR);
    });
  }

  it('finds columns in any order and ignores others', () => {
    const bars = parse('close,x,low,high,open,date\n11,?,9,12,10,2025-01-01\n11,?,9,12,10,2025-01-02\n');
    assert.deepEqual([bars.open[0], bars.high[0], bars.low[0], bars.close[0]], [10, 12, 9, 11]);
    assert.ok(Number.isNaN(bars.volume[0]));
  });

  const bad: [name: string, text: string, message: RegExp][] = [
    ['an empty file', '', /a\.csv:1: no column/],
    ['a header alone', HEAD, /there are no bars/],
    ['a missing column', 'time,open,high,low\n2025-01-01,1,1,1\n', /no column for close/],
    ['bytes that are no text', '\u0000\u0001\u0002', /no column/],
    ['a row cut off', `${GOOD}2025-01-01T03:00:00Z,10`, /a\.csv:5: high is missing/],
    ['a time that is none', HEAD + row('soon'), /a\.csv:2: "soon" is not a time/],
    ['30 February', HEAD + row('2025-02-30'), /:2: "2025-02-30" is not a time/],
    ['NaN', HEAD + row('2025-01-01', 'NaN,12,9,11'), /:2: open "NaN" is not a number/],
    ['letters after a number', HEAD + row('2025-01-01', '10,12abc,9,11'), /high "12abc" is not a number/],
    ['a number too large', HEAD + row('2025-01-01', '1e999,12,9,11'), /open "1e999" is not a number/],
    ['a price of nothing', HEAD + row('2025-01-01', '0,12,9,11'), /open is 0: prices must be above 0/],
    ['a negative price', HEAD + row('2025-01-01', '10,12,-9,11'), /low is -9/],
    ['a high below the close', HEAD + row('2025-01-01', '10,10.5,9,11'), /high lies below/],
    ['a low above the open', HEAD + row('2025-01-01', '10,12,10.5,11'), /low lies above/],
    ['a negative volume', HEAD + row('2025-01-01', '10,12,9,11', '-1'), /volume "-1"/],
    [
      'rows out of order',
      GOOD + row('2024-12-31T00:00:00Z'),
      /a\.csv:5: 2024-12-31T00:00:00Z comes after a later bar/,
    ],
    ['a bar twice', GOOD + row('2025-01-01T02:00:00Z'), /a\.csv:5: .* is there twice/],
    ['a bar off the grid', GOOD + row('2025-01-01T03:30:00Z'), /a\.csv:5: .* is off the 1h grid/],
    [
      'mixed units',
      HEAD + row('1735689600') + row('1735693200000'),
      /:3: .*seconds and milliseconds are mixed/,
    ],
    ['__proto__ for a header', `__proto__,${HEAD}`, /there are no bars|no column/],
  ];
  for (const [name, text, message] of bad) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => parse(text),
        (error) => error instanceof InputError && message.test(error.message),
      );
    });
  }

  it('counts the bad lines and names the first', () => {
    const text = GOOD + row('2025-01-01T03:00:00Z', '0,1,1,1') + row('2025-01-01T04:00:00Z', '0,1,1,1');
    assert.throws(() => parse(text), /a\.csv:5: .*the first of 2 such lines/);
  });
});

describe('a bar file', () => {
  let folder: string;
  before(() => {
    folder = tempFolder('bars');
  });
  const read = (name: string, step: number = HOUR, now = Date.UTC(2026, 0, 1)) =>
    readBarFile(join(folder, name), { symbol: 'A', step, now });
  const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);

  it('may be gzipped', async () => {
    put('a.csv.gz', gzipSync(GOOD));
    assert.equal((await read('a.csv.gz')).bars.time.length, 3);
  });

  it('leaves out a last bar that is still under way', async () => {
    put('a.csv', GOOD);
    const { bars, droppedBar } = await read('a.csv', HOUR, FIRST + 3 * HOUR - 1);
    assert.equal(bars.time.length, 2);
    assert.equal(droppedBar, FIRST + 2 * HOUR);
    assert.equal((await read('a.csv', HOUR, FIRST + 3 * HOUR)).droppedBar, null);
  });

  it('is put together to longer bars, the last one left out only while it could still grow', async () => {
    const rows = [10, 20, 15, 12, 30].map((price, hour) =>
      row(`2025-01-01T0${hour}:00:00Z`, `${price},${price + 2},${price - 2},${price + 1}`),
    );
    put('b.csv', HEAD + rows.join(''));
    const { bars, droppedBar } = await read('b.csv', TIMEFRAMES['4h']);
    assert.deepEqual(
      [bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]],
      [10, 22, 8, 13, 20],
    );
    assert.equal(droppedBar, null);
    const open = await read('b.csv', TIMEFRAMES['4h'], FIRST + 8 * HOUR - 1);
    assert.equal(open.droppedBar, FIRST + 4 * HOUR);
  });

  it('says what is wrong with it', async () => {
    put('c.csv.gz', 'not gzip');
    await assert.rejects(read('c.csv.gz'), /cannot be unpacked/);
    put('d.csv.gz', gzipSync(GOOD).subarray(0, 30));
    await assert.rejects(read('d.csv.gz'), /cannot be unpacked/);
    await assert.rejects(read('missing.csv'), /there is no such file/);
    await assert.rejects(read('.'), /it is a folder/);
    put('e.csv', GOOD);
    await assert.rejects(
      read('e.csv', TIMEFRAMES['30m']),
      /it has 1h bars, from which no 30m bars can be made/,
    );
  });
});
