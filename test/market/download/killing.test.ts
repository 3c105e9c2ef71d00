// Downloads in child processes that are killed, cancelled, or meet another download.
import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { randomNumbers } from '../../../src/common/randomNumbers';
import { HOUR } from '../../../src/common/timeframe';
import { barsToCsv } from '../../../src/market/barsCsv';
import { csvOf, Downloads, FINISHED, someMarket } from './downloads';
import { someBars } from './sources/someBars';

/** Kills of all downloads together; `npm run soak` asks for more. */
const ALL_KILLS = Number(process.env.SOAK_KILLS ?? 6);
/** Number of downloads side by side, and of kills of each. */
const LANES = Math.min(10, ALL_KILLS / 2);
const KILLS = ALL_KILLS / LANES;
const FILE = 'BTCUSD-1h.csv';

describe('downloads', function () {
  this.timeout(60_000 + 2000 * ALL_KILLS);
  let downloads: Downloads;
  beforeEach(async () => {
    downloads = new Downloads();
    downloads.market.bars.set('BTC/USD', someMarket('BTC/USD'));
    await downloads.open();
  });
  afterEach(() => downloads.close());

  it(`of a year of hours killed at ${LANES * KILLS} random moments end with the source's bars, none twice, none missing`, async () => {
    const from = Date.UTC(2024, 0, 1);
    const count = 365 * 24;
    const missing = (time: number) => time % (977 * HOUR) < 5 * HOUR;
    const market = someBars('A', { from, count, step: HOUR, without: missing });
    const random = randomNumbers(1);
    const lane = async (index: number) => {
      const own = new Downloads();
      own.market.bars.set('BTC/USD', market);
      // A page takes long enough for a kill to fall anywhere in it; a download has nine pages.
      own.market.delay = 100;
      await own.open();
      const task = { source: 'binance', from: '2024-01-01', to: '2024-12-30' };
      let killed = 0;
      while (killed < KILLS) {
        if (await own.killed(task, 800 * random())) killed += 1;
        // A download that was quicker than its kill begins anew.
        else own.forget();
      }
      await own.getDone(task);
      assert.ok(own.read(FILE) === barsToCsv(market), `lane ${index}`);
      await own.close();
      return killed;
    };
    const kills = await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index)));
    assert.equal(
      kills.reduce((sum, one) => sum + one, 0),
      LANES * KILLS,
    );
  });

  it('that are cancelled wait for no answer any more, and what has come is gone on with', async () => {
    const asked = new Promise<void>((reached) => {
      // A process that waited for this answer would be killed.
      downloads.market.silent = { from: 3, reached };
    });
    const cancel = new AbortController();
    const running = downloads.start({ source: 'coinbase' }, cancel.signal);
    await asked;
    const folder = join(downloads.workspace, 'data');
    cancel.abort();
    assert.deepEqual(await running, [{ symbol: 'BTCUSD', state: 'cancelled' }]);
    assert.ok(existsSync(join(folder, 'market', `${FILE}.part`)));
    downloads.market.silent = null;
    downloads.market.asked.splice(0);
    await downloads.getDone({ source: 'coinbase' });
    assert.ok(downloads.market.asked.length <= 2);
    assert.equal(downloads.read(FILE), csvOf(someMarket('BTC/USD')));
  });

  it("of one file do not get in each other's way: the second has nothing left to get", async () => {
    downloads.market.delay = 100;
    const ends = await Promise.all([downloads.start(), downloads.start()]);
    const added = ends.flat().map((end) => (end.state === 'done' ? end.added : end.state));
    assert.deepEqual(added.sort(), [0, FINISHED]);
    assert.equal(downloads.read(FILE), csvOf(someMarket('BTC/USD')));
  });

  it('end with whoever started them', async () => {
    downloads.market.delay = 500;
    const child = fork(resolve('dist/bars.js'), { execArgv: [], stdio: 'ignore' });
    child.disconnect();
    const [code] = await once(child, 'exit');
    assert.equal(code, 1);
  });

  describe('from the command line', () => {
    const cli = (...args: string[]) =>
      new Promise<{ code: number; stdout: string; stderr: string }>((ended) => {
        const env = { ...process.env, ...downloads.environment() };
        const all = [resolve('dist/cli.js'), 'bars', 'get', ...args, '--workspace', downloads.workspace];
        execFile(process.execPath, all, { env }, (error, stdout, stderr) =>
          ended({ code: Number(error?.code ?? 0), stdout, stderr }),
        );
      });

    it('say what came, and what did not with code 2', async () => {
      const { code, stdout, stderr } = await cli(
        'BTCUSD',
        'NOPE',
        '--source',
        'coinbase',
        '--from',
        '2025-03-01',
        '--to',
        '2025-03-31',
      );
      assert.equal(code, 2);
      assert.match(
        stdout,
        /BTCUSD-1h\.csv: 744 bars, 2025-03-01T00:00:00Z to 2025-03-31T23:00:00Z; 744 new, from coinbase/,
      );
      assert.match(stderr, /^api\.coinbase\.com: it has no NOPE\. Correct the symbol/);
      const update = await cli('BTCUSD', '--update', '--json');
      const [end] = JSON.parse(update.stdout);
      assert.deepEqual([update.code, end.state, end.added], [0, 'done', FINISHED - 744]);
    });

    it('refuse what makes no sense before anything is asked', async () => {
      for (const [args, said] of [
        [['BTCUSD', '--update', '--from', '2025-01-01'], /leave --from and --to out/],
        [['BTCUSD', '--timeframe', '7m'], /--timeframe must be one of 1m/],
        [[], /bars get <symbol>…/],
      ] as const) {
        const { code, stderr } = await cli(...args);
        assert.equal(code, 2);
        assert.match(stderr, said);
      }
      assert.deepEqual(downloads.market.asked, []);
    });

    it('send a key only to a source that was named there', async () => {
      process.env.BACKTEST_MEMORY_BARS_KEY = 'open sesame';
      try {
        downloads.market.bars.set('mine', someMarket('mine'));
        const source = 'url:https://bars.example/{symbol}.csv?from={from}&to={to}&key={key}';
        const named = await cli('mine', '--source', source, '--from', '2025-03-20');
        assert.equal(named.code, 0, named.stderr);
        const updated = await cli('mine', '--update');
        assert.equal(updated.code, 2);
        assert.match(
          updated.stderr,
          /a place for a key, and there is none\. Give it in BACKTEST_MEMORY_BARS_KEY, and --source with it/,
        );
        assert.ok(!/sesame/.test(named.stdout + named.stderr + updated.stdout + updated.stderr));
      } finally {
        delete process.env.BACKTEST_MEMORY_BARS_KEY;
      }
    });
  });
});
