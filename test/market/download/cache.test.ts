// The files that downloads write in data/market, and the files there that they never change.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DAY, HOUR } from '../../../src/common/timeframe';
import { readBarFile } from '../../../src/market/barFile';
import { sidecarSchema } from '../../../src/market/barSidecar';
import type { Bars } from '../../../src/market/bars';
import { parseBars } from '../../../src/market/csvBars';
import { csvOf, Downloads, FINISHED, FROM, NOW, someMarket } from './downloads';
import { someBars } from './sources/someBars';
import { FAULTS } from './sources/standIn';

const FILE = 'BTCUSD-1h.csv';

/** The market after a correction of one bar's close. */
function corrected(bars: Bars, index: number): Bars {
  const close = bars.close.slice();
  close[index] = bars.low[index];
  return { ...bars, close };
}

describe('downloaded bars', function () {
  this.timeout(60_000);
  let downloads: Downloads;
  let market: Bars;
  beforeEach(async () => {
    downloads = new Downloads();
    market = someMarket('BTC/USD');
    downloads.market.bars.set('BTC/USD', market);
    await downloads.open();
  });
  afterEach(() => downloads.close());
  const askedFrom = () =>
    downloads.market.asked.map(
      ({ url }) => Number(new URLSearchParams(url.split('?')[1]).get('start')) * 1000,
    );

  it('have a sidecar that tells of them, and are read as any bar file', async () => {
    const hole = FROM + 50 * HOUR;
    downloads.market.bars.set(
      'BTC/USD',
      someMarket('BTC/USD', (time) => time === hole),
    );
    await downloads.getDone();
    const sidecar = sidecarSchema.parse(JSON.parse(downloads.read(`${FILE}.json`)));
    const bytes = downloads.read(FILE);
    assert.equal(sidecar.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.deepEqual(
      [sidecar.answered, sidecar.zone, sidecar.first, sidecar.bars, sidecar.bytes],
      ['BTC/USD', 'UTC', '2025-03-01T00:00:00Z', FINISHED - 1, bytes.length],
    );
    assert.deepEqual(sidecar.gaps, [
      { from: '2025-03-03T02:00:00Z', to: '2025-03-03T03:00:00Z', bars: 1, kind: 'missing' },
    ]);
    const file = join(downloads.workspace, 'data/market', FILE);
    const { bars } = await readBarFile(file, { symbol: 'BTCUSD', step: 4 * HOUR, now: NOW });
    assert.equal(bars.time[0], FROM);
  });

  it('are got once: what is there is not asked for again, what is new is, and a little before it', async () => {
    await downloads.getDone({ to: '2025-03-20' });
    downloads.market.asked.splice(0);
    const again = await downloads.getDone({ from: '2025-03-02', to: '2025-03-19' });
    assert.deepEqual([again.added, downloads.market.asked.length], [0, 0]);
    const end = await downloads.getDone({ from: null });
    assert.equal(end.added, FINISHED - 480);
    assert.ok(Math.min(...askedFrom()) >= FROM + (480 - 200) * HOUR);
    assert.equal(downloads.read(FILE), csvOf(market));
  });

  it('that are a link are updated where they lie', async () => {
    await downloads.getDone({ to: '2025-03-20' });
    const file = join(downloads.workspace, 'data/market', FILE);
    const elsewhere = join(downloads.workspace, 'shared.csv');
    renameSync(file, elsewhere);
    symlinkSync(elsewhere, file);
    await downloads.getDone({ from: null });
    assert.ok(lstatSync(file).isSymbolicLink());
    assert.equal(readFileSync(elsewhere, 'utf8'), csvOf(market));
  });

  it('grow backwards too', async () => {
    await downloads.getDone({ from: '2025-03-20' });
    const end = await downloads.getDone({ to: '2025-03-21' });
    assert.equal(end.added, 19 * 24);
    assert.equal(downloads.read(FILE), csvOf(market));
  });

  it('of a day that is not there yet say from when they are wanted', async () => {
    const { problem } = await downloads.getFailed({ from: null });
    assert.match(problem.message, /it is not there yet\. Say from when bars are wanted/);
    const future = await downloads.getFailed({ from: '2026-01-01' });
    assert.match(future.problem.message, /lies in the future/);
  });

  describe('whose past the source has changed', () => {
    it('stay as they were, with the first bar that differs named, until that is accepted', async () => {
      await downloads.getDone({ to: '2025-03-30' });
      const [file, sidecar] = [downloads.read(FILE), downloads.read(`${FILE}.json`)];
      downloads.market.bars.set('BTC/USD', corrected(corrected(market, 703), 651));
      const { problem, consent } = await downloads.getFailed({ from: null });
      const [close, low] = [market.close[651], market.low[651]];
      assert.match(problem.message, /coinbase has changed its past: the bar of 2025-03-28T03:00:00Z was /);
      assert.ok(problem.message.includes(`/${close}/`) && problem.message.includes(`/${low}/`));
      assert.deepEqual(consent, { kind: 'changes' });
      assert.deepEqual([downloads.read(FILE), downloads.read(`${FILE}.json`)], [file, sidecar]);
      assert.deepEqual(downloads.files(), [FILE, `${FILE}.json`]);

      const end = await downloads.getDone({ from: null, acceptChanges: true });
      assert.ok(end.replaced);
      assert.match(basename(end.replaced), /^BTCUSD-1h\.\d{8}_\d{6}\.csv$/);
      assert.equal(readFileSync(end.replaced, 'utf8'), file);
      assert.equal(downloads.read(FILE), csvOf(corrected(corrected(market, 703), 651)));
    });

    it('long ago are found when the whole span is asked for again', async () => {
      await downloads.getDone();
      downloads.market.bars.set('BTC/USD', corrected(market, 3));
      assert.equal((await downloads.getDone({ from: null })).added, 0);
      const { problem } = await downloads.getFailed({ from: null, whole: true });
      assert.match(problem.message, /the bar of 2025-03-01T03:00:00Z was .* and is /);
    });

    it('are found where a bar has gone, or has come into a gap', async () => {
      const [gone, come] = [FROM + 600 * HOUR, FROM + 610 * HOUR];
      downloads.market.bars.set(
        'BTC/USD',
        someMarket('BTC/USD', (time) => time === come),
      );
      await downloads.getDone({ to: '2025-03-28' });
      downloads.market.bars.set('BTC/USD', someMarket('BTC/USD'));
      assert.match(
        (await downloads.getFailed({ from: null })).problem.message,
        /T10:00:00Z was not there and is /,
      );
      downloads.market.bars.set(
        'BTC/USD',
        someMarket('BTC/USD', (time) => time === gone || time === come),
      );
      assert.match(
        (await downloads.getFailed({ from: null })).problem.message,
        /T00:00:00Z was .* and is not there/,
      );
    });
  });

  describe('are not put over a file', () => {
    const place = (text: string) => {
      mkdirSync(join(downloads.workspace, 'data/market'), { recursive: true });
      writeFileSync(join(downloads.workspace, 'data/market', FILE), text);
    };
    it('that was not downloaded, nor one that was changed since', async () => {
      place('my own');
      assert.match(
        (await downloads.getFailed()).problem.message,
        /it was not downloaded: no readable .* Nothing was written/,
      );
      assert.equal(downloads.read(FILE), 'my own');
      const end = await downloads.getDone({ acceptChanges: true });
      assert.equal(readFileSync(end.replaced ?? '', 'utf8'), 'my own');
      place(downloads.read(FILE).replace('T05:00', 'T05:30'));
      assert.match((await downloads.getFailed()).problem.message, /it was changed since it was downloaded/);
    });

    it('of another source', async () => {
      await downloads.getDone({ from: '2025-03-20' });
      const { problem, consent } = await downloads.getFailed({ source: 'binance', from: '2025-03-20' });
      assert.match(problem.message, /it has BTC\/USD of coinbase, not BTC\/USD of binance/);
      assert.deepEqual(consent, { kind: 'changes' });
    });
  });

  it('that a source has none of are told so, and leave nothing', async () => {
    const { problem } = await downloads.getFailed({ from: '2024-12-01', to: '2024-12-05' });
    assert.match(
      problem.message,
      /coinbase has no bars of BTCUSD from 2024-12-01T00:00:00Z to 2024-12-06T00:00:00Z/,
    );
    assert.deepEqual(downloads.files(), []);
  });

  it('that begin later or end earlier than was asked say so', async () => {
    const end = await downloads.getDone({ from: '2025-02-20' });
    assert.deepEqual(end.notes.slice(-1), [
      'coinbase has no bars from 2025-02-20T00:00:00Z to 2025-03-01T00:00:00Z',
    ]);
    downloads.market.bars.set('ETH/USD', someBars('ETH/USD', { from: FROM, count: 48, step: HOUR }));
    const short = await downloads.getDone({ symbols: ['ETHUSD'], to: '2025-03-10' });
    assert.deepEqual(short.notes.slice(-1), [
      'coinbase has no bars from 2025-03-03T00:00:00Z to 2025-03-11T00:00:00Z',
    ]);
  });

  it('that came before a failure are kept, and not asked for again', async () => {
    // Two pages come; the third is a web page.
    const web = () => downloads.market.asked.length === 3;
    const { page } = downloads.market;
    downloads.market.page = (bars) => {
      if (downloads.market.asked.length === 2) downloads.market.faults.push(FAULTS.html);
      return page(bars);
    };
    await downloads.getFailed();
    assert.ok(web());
    const part = `${FILE}.part`;
    assert.deepEqual(downloads.files(), [part]);
    // A part file of a killed process may end anywhere.
    const path = join(downloads.workspace, 'data/market', part);
    writeFileSync(path, `${readFileSync(path, 'utf8')}2025-03-26T00:00:00Z,1,2,0.`);
    downloads.market.page = page;
    downloads.market.asked.splice(0);
    const end = await downloads.getDone();
    assert.equal(askedFrom()[0], FROM + 600 * HOUR);
    assert.equal(end.added, FINISHED);
    assert.equal(downloads.read(FILE), csvOf(market));
  });

  it('of a part that is of something else, or damaged, begin anew', async () => {
    const path = join(downloads.workspace, 'data/market', `${FILE}.part`);
    mkdirSync(join(downloads.workspace, 'data/market'), { recursive: true });
    for (const text of ['# {"source":"kraken"}\n2025-03-01T00:00:00Z,1,2,1,2,3\n', '\u0000\u0001', '']) {
      writeFileSync(path, text);
      await downloads.getDone();
      assert.equal(downloads.read(FILE), csvOf(market));
    }
  });

  it('of a download that was killed between its two files are gone on with', async () => {
    await downloads.getDone({ to: '2025-03-20' });
    const before = downloads.read(FILE);
    await downloads.getDone({ from: null });
    // The sidecar is the new file's, the bars are the old file's, and a half-written file lies beside them.
    writeFileSync(join(downloads.workspace, 'data/market', FILE), before);
    writeFileSync(join(downloads.workspace, 'data/market', `${FILE}.123456`), before.slice(0, 100));
    const end = await downloads.getDone({ from: null });
    assert.equal(end.added, FINISHED - 480);
    assert.equal(downloads.read(FILE), csvOf(market));
    assert.deepEqual(downloads.files(), [FILE, `${FILE}.json`]);
  });

  it('several symbols come side by side, one that is not there keeps no other, and progress is told', async () => {
    downloads.market.delay = 60;
    downloads.market.bars.set('ETH/USD', someMarket('ETH/USD'));
    const ends = await downloads.get({ symbols: ['BTCUSD', 'NOPE', 'ETHUSD'], source: 'coinbase' });
    assert.deepEqual(
      ends.map(({ symbol, state }) => `${symbol} ${state}`),
      ['BTCUSD done', 'NOPE failed', 'ETHUSD done'],
    );
    const { told } = downloads.progress[downloads.progress.length - 1];
    assert.equal(told.bars, 2 * FINISHED);
    assert.ok(told.rate > 0);
    const times = downloads.progress.slice(0, -1).map(({ at }) => at);
    assert.ok(times.slice(1).every((at, index) => at - times[index] >= 80));
  });

  for (const [symbol, name, source] of [
    ['BTCUSD', 'BTC/USD', 'binance'],
    ['BTCUSD', 'BTC/USD', 'bybit'],
    ['EURUSD', 'EURUSD=X', 'yahoo'],
  ] as const) {
    for (const timeframe of ['1h', '1d'] as const) {
      it(`of ${symbol} from ${source} are the file that another program wrote, byte for byte (${timeframe})`, async () => {
        const file = join('test/fixtures/bars', `${symbol}-${timeframe}.csv`);
        const text = readFileSync(file, 'utf8');
        downloads.market.bars.set(name, parseBars(text, { file, symbol }, timeframe === '1h' ? HOUR : DAY));
        // The daily bars are days of UTC, so the source's zone is UTC too.
        const zone = { exchangeTimezoneName: 'UTC', instrumentType: 'CURRENCY', currency: 'USD' };
        downloads.market.yahoo.set(name, { ...zone, symbol: name });
        await downloads.getDone({
          symbols: [symbol],
          source,
          timeframe,
          from: '2023-12-18',
          to: '2024-01-05',
        });
        assert.ok(downloads.read(`${symbol}-${timeframe}.csv`) === text);
      });
    }
  }
  it('of a month of minutes come whole', async () => {
    const days = 30;
    downloads.market.bars.set(
      'BTC/USDT',
      someBars('BTC/USDT', { from: FROM, count: days * 1440, step: 60_000 }),
    );
    const end = await downloads.getDone({ symbols: ['BTCUSDT'], timeframe: '1m', to: '2025-03-30' });
    assert.equal(end.bars, days * 1440);
  });
});
