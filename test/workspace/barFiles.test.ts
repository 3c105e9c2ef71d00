import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HOUR, type Timeframe } from '../../src/common/timeframe';
import { describeBars } from '../../src/market/barSidecar';
import { barsToCsv } from '../../src/market/barsCsv';
import { writeCached } from '../../src/market/download/cachedFile';
import { barRowText, barsMarkdown } from '../../src/ui/bars/barsTexts';
import { BarFiles } from '../../src/workspace/barFiles';
import { someBars } from '../market/download/sources/someBars';
import { tempFolder } from '../tempFolder';

const FROM = Date.UTC(2025, 0, 1);

describe('the bars of a workspace', () => {
  let workspace: string;
  let files: BarFiles;
  beforeEach(() => {
    workspace = tempFolder('bar-files');
    mkdirSync(join(workspace, 'data/market'), { recursive: true });
    files = new BarFiles(workspace);
  });

  const path = (name: string) => join(workspace, 'data/market', name);
  const hours = (count: number, without?: (time: number) => boolean) =>
    someBars('A', { from: FROM, count, step: HOUR, without });
  async function downloaded(symbol: string, bars: ReturnType<typeof hours>): Promise<void> {
    const about = {
      source: 'coinbase',
      symbol,
      answered: 'X/Y',
      timeframe: '1h' as Timeframe,
      zone: 'UTC',
      hours: 'always' as const,
    };
    const described = { ...about, fetched_at: '2025-02-01T00:00:00Z', ...describeBars(bars, about) };
    await writeCached(path(`${symbol}-1h.csv`), Buffer.from(barsToCsv(bars)), { state: 'none' }, described);
  }
  const definition = (...symbols: readonly object[]) =>
    JSON.stringify(
      {
        name: 'x',
        symbols,
        timeframe: '1h',
        from: '2025-01-10',
        to: '2025-01-20',
        providers: [{ use: 'rule:trend' }],
      },
      null,
      2,
    );
  const check = (text: string) => files.definitionBars(join(workspace, 'backtests/x.backtest.json'), text);

  it('are told of by sidecars and by the ends of files, and what is no bar file is not', async () => {
    await downloaded(
      'BTCUSD',
      hours(100, (time) => time === FROM + 7 * HOUR),
    );
    writeFileSync(path('OWN-1h.csv'), barsToCsv(hours(1000)).replaceAll('\n', '\r\n'));
    writeFileSync(path('MADE-1h.synthetic.csv'), barsToCsv(hours(2)));
    writeFileSync(path('PACKED-1d.csv.gz'), gzipSync(barsToCsv(hours(48))));
    writeFileSync(path('BROKEN-1h.csv'), 'nonsense\n');
    for (const name of ['BTCUSD-1h.csv.part', 'notes.txt', 'BTCUSD.csv', '-1h.csv'])
      writeFileSync(path(name), '');
    const rows = await files.rows();
    const now = Date.parse('2025-02-03T00:00:00Z');
    assert.deepEqual(
      rows.map((row) => `${row.symbol} ${row.timeframe}: ${barRowText(row, now)}`),
      [
        'BROKEN 1h: your own',
        'BTCUSD 1h: 2025-01-01 to 2025-01-05 · 1 gap of 1 bar · 2 days old · coinbase',
        'MADE 1h: 2025-01-01 to 2025-01-01 · synthetic',
        'OWN 1h: 2025-01-01 to 2025-02-11 · your own',
        'PACKED 1d: your own',
      ],
    );
  });

  it('that were changed since they were downloaded are told of as such', async () => {
    await downloaded('BTCUSD', hours(100));
    writeFileSync(path('BTCUSD-1h.csv'), barsToCsv(hours(90)));
    const [row] = await files.rows();
    assert.ok(row.changed);
    assert.match(barRowText(row, FROM), /changed since$/);
  });

  it('without a sidecar are read for their gaps when these are asked for, and again only when they change', async () => {
    writeFileSync(path('OWN-1h.csv'), barsToCsv(hours(50, (time) => time === FROM + 3 * HOUR)));
    const first = await files.barFile(path('OWN-1h.csv'));
    assert.deepEqual([first?.gaps, first?.missing, first?.bars], [1, 1, 49]);
    assert.equal(await files.barFile(path('OWN-1h.csv')), first);
    writeFileSync(path('OWN-1h.csv'), barsToCsv(hours(60)));
    assert.equal((await files.barFile(path('OWN-1h.csv')))?.gaps, 0);
    assert.equal(await files.barFile(path('NOT-1h.csv')), null);
  });

  it('that a definition lacks are those a download would get, and before them what indicators look back on', async () => {
    const text = definition({ symbol: 'BTCUSD', file: 'data/market/BTCUSD-1h.csv' });
    const [bars] = await check(text);
    assert.deepEqual(bars.wanted, {
      symbol: 'BTCUSD',
      timeframe: '1h',
      from: '2025-01-01',
      to: '2025-01-20',
    });
    assert.equal(
      text.split('\n')[bars.line - 1].slice(bars.column - 1, bars.column - 1 + bars.length),
      '"BTCUSD"',
    );
    assert.match(
      barsMarkdown(bars, null, FROM),
      /there are no bars yet\.\n\nThe backtest needs 2025&#45;01&#45;01 to/,
    );
    const [problem] = await files.missingFiles('/x.backtest.json', text);
    assert.match(
      problem.message,
      /^\/x\.backtest\.json:\d+:\d+: there is no data\/market\/BTCUSD-1h\.csv\. Download its bars/,
    );
  });

  it('that do not span a backtest are wanted, those that do are not', async () => {
    const text = definition({ symbol: 'BTCUSD', file: 'data/market/BTCUSD-1h.csv' });
    const wantedWith = async (count: number) => {
      await downloaded('BTCUSD', hours(count));
      return (await check(text))[0].wanted !== null;
    };
    assert.deepEqual([await wantedWith(24 * 12), await wantedWith(24 * 20)], [true, false]);
    assert.deepEqual(await files.missingFiles('/x', text), []);
  });

  it('that no download writes are not wanted', async () => {
    writeFileSync(path('OWN-1h.csv'), barsToCsv(hours(10)));
    const bars = await check(
      definition(
        { symbol: 'OWN', file: 'data/market/OWN-1h.csv' },
        { symbol: 'PACKED', file: 'data/market/PACKED-1h.csv.gz' },
        { symbol: 'ELSE', file: 'elsewhere/ELSE-1h.csv' },
        { symbol: 'OTHER', file: 'data/market/NAME-1h.csv' },
      ),
    );
    assert.deepEqual(
      bars.map(({ wanted }) => wanted),
      [null, null, null, null],
    );
    const problems = await files.missingFiles(
      '/x',
      definition({ symbol: 'ELSE', file: 'elsewhere/ELSE-1h.csv' }),
    );
    assert.match(problems[0].message, /there is no elsewhere\/ELSE-1h\.csv\. Name a \.csv or \.csv\.gz file/);
  });

  it('are found in a definition that is still being typed', async () => {
    const bars = await check(
      '{ "symbols": [ { "symbol": "BTCUSD", "file": "data/market/BTCUSD-1h.csv" }, { "symbol": 7 }, {',
    );
    assert.deepEqual(
      bars.map(({ symbol, wanted }) => [symbol, wanted]),
      [['BTCUSD', null]],
    );
    for (const text of ['', '[]', '{"symbols":{}}', '{"symbols":[1]}'])
      assert.deepEqual(await check(text), []);
  });
});
