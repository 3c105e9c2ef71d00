import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY, HOUR } from '../../src/common/timeframe';
import { readBarFile } from '../../src/market/barFile';
import { tempFolder } from '../tempFolder';

const SUNDAY = Date.UTC(2024, 0, 7);
const NOW = Date.UTC(2030, 0, 1);

describe('a bar file’s zone', () => {
  let file: string;
  beforeEach(() => {
    file = join(tempFolder('zone'), 'A-1d.csv');
    // Midnights in Riyadh, from Sunday to Thursday.
    const days = Array.from({ length: 28 }, (_, day) => SUNDAY + day * DAY).filter(
      (day) => new Date(day).getUTCDay() < 5,
    );
    const rows = days.map((day) => `${(day - 3 * HOUR) / 1000},10,12,9,11\n`);
    writeFileSync(file, `time,open,high,low,close\n${rows.join('')}`);
  });
  const read = (zone?: string) => readBarFile(file, { symbol: 'A', step: DAY, now: NOW, zone });

  it('is asked for, and taken from the definition or a sidecar written by hand', async () => {
    await assert.rejects(read(), /may be the trading day 2024-01-06 or 2024-01-07.*"zone"/);
    const named = await read('Asia/Riyadh');
    assert.deepEqual([named.bars.time[0], named.sidecarZone], [SUNDAY, null]);
    writeFileSync(`${file}.json`, '{ "zone": "Asia/Riyadh" }');
    const beside = await read();
    assert.deepEqual([beside.bars.time[0], beside.sidecarZone], [SUNDAY, 'Asia/Riyadh']);
  });

  it('is refused where it is none, or its sidecar is damaged', async () => {
    writeFileSync(`${file}.json`, '{ "zone": "Riyadh time" }');
    await assert.rejects(read(), /A-1d\.csv\.json: "zone" must be an IANA zone/);
    writeFileSync(`${file}.json`, '{ "zone": ');
    await assert.rejects(read(), /A-1d\.csv\.json: not valid JSON/);
  });
});

describe('days made of hours', () => {
  const rowsOf = (first: number, hours: number) =>
    Array.from({ length: hours }, (_, hour) => `${(first + hour * HOUR) / 1000},10,12,9,11\n`).join('');
  const read = (rows: string, now: number) => {
    const file = join(tempFolder('hours'), 'A-1h.csv');
    writeFileSync(file, `time,open,high,low,close\n${rows}`);
    return readBarFile(file, { symbol: 'A', step: DAY, now });
  };

  it('keep the last session once its day has ended', async () => {
    const session = rowsOf(SUNDAY + DAY + 13.5 * HOUR, 7);
    assert.equal((await read(session, SUNDAY + 2 * DAY)).droppedBar, null);
    assert.equal((await read(session, SUNDAY + 2 * DAY - 1)).droppedBar, SUNDAY + DAY);
  });

  it('are refused where an hour lies over midnight UTC', async () => {
    await assert.rejects(
      read(rowsOf(SUNDAY + 0.5 * HOUR, 48), NOW),
      /its bar of 2024-01-07T23:30:00Z lies over midnight UTC/,
    );
  });
});
