// Each source through its real library, against a stand-in that speaks its host's protocol.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY } from '../../../src/common/timeframe';
import type { BarsTask } from '../../../src/market/download/barsProtocol';
import { csvOf, Downloads, FINISHED, FROM, NOW, someMarket } from './downloads';
import { FAULTS, type Fault } from './sources/standIn';

const URL_SOURCE = 'url:https://bars.example/{symbol}.csv?from={from}&to={to}';
const EUROPE = {
  symbol: 'EURUSD=X',
  instrumentType: 'CURRENCY',
  currency: 'USD',
  exchangeTimezoneName: 'Europe/London',
};
const APPLE = {
  symbol: 'AAPL',
  instrumentType: 'EQUITY',
  currency: 'USD',
  exchangeTimezoneName: 'America/New_York',
  longName: 'Apple Inc.',
};
const weekend = (time: number) => {
  const [day, hour] = [new Date(time).getUTCDay(), new Date(time).getUTCHours()];
  return day === 6 || (day === 5 && hour >= 22) || (day === 0 && hour < 22);
};

interface Case {
  readonly source: string;
  readonly symbol: string;
  /** The stand-in's name of the symbol. */
  readonly name: string;
  readonly from: string;
  /** The answer of the host to too many requests. */
  readonly tooOften: Fault;
  /** Whether this answer asks for a pause of one second. */
  readonly says?: true;
}
const CASES: readonly Case[] = [
  {
    source: 'coinbase',
    symbol: 'BTCUSD',
    name: 'BTC/USD',
    from: '2025-03-01',
    tooOften: FAULTS.status(429, { 'retry-after': '1' }),
    says: true,
  },
  {
    source: 'binance',
    symbol: 'BTCUSDT',
    name: 'BTC/USDT',
    from: '2025-03-01',
    tooOften: FAULTS.status(418, { 'retry-after': '1' }),
    says: true,
  },
  {
    source: 'bybit',
    symbol: 'BTCUSDT',
    name: 'BTC/USDT',
    from: '2025-03-01',
    tooOften: FAULTS.json({ retCode: 10006, retMsg: 'Too many visits!', result: {} }),
  },
  {
    source: 'kraken',
    symbol: 'ETHUSD',
    name: 'ETH/USD',
    from: '2025-03-05',
    tooOften: FAULTS.json({ error: ['EGeneral:Too many requests'] }),
  },
  {
    source: 'yahoo',
    symbol: 'EURUSD',
    name: 'EURUSD=X',
    from: '2025-03-01',
    tooOften: FAULTS.status(429, {}, 'Edge: Too Many Requests'),
  },
  {
    source: URL_SOURCE,
    symbol: 'mine',
    name: 'mine',
    from: '2025-03-01',
    tooOften: FAULTS.status(429, { 'retry-after': '1' }),
    says: true,
  },
];

describe('bars from', function () {
  this.timeout(60_000);
  let downloads: Downloads;
  const taskOf = ({ source, symbol, from }: Case): Partial<BarsTask> => ({ source, symbols: [symbol], from });
  beforeEach(async () => {
    downloads = new Downloads();
    for (const name of ['BTC/USD', 'BTC/USDT', 'ETH/USD', 'mine', 'AAPL'])
      downloads.market.bars.set(name, someMarket(name));
    downloads.market.bars.set('EURUSD=X', someMarket('EURUSD=X', weekend));
    downloads.market.yahoo.set('EURUSD=X', EUROPE);
    downloads.market.yahoo.set('AAPL', APPLE);
    await downloads.open();
  });
  afterEach(() => downloads.close());

  for (const one of CASES) {
    it(`${one.source.split('/')[0]} are the source's, page by page, without the hour that goes on`, async () => {
      const end = await downloads.getDone(taskOf(one));
      const bars = downloads.market.bars.get(one.name);
      assert.ok(bars);
      const [header, ...rows] = csvOf(bars).trimEnd().split('\n');
      const expected = rows.filter((row) => row >= one.from && row < '2025-04-02T12');
      assert.deepEqual(downloads.read(`${one.symbol}-1h.csv`).trimEnd().split('\n'), [header, ...expected]);
      assert.equal(end.bars, expected.length);
      const sidecar = JSON.parse(downloads.read(`${one.symbol}-1h.csv.json`));
      assert.deepEqual([sidecar.source, sidecar.symbol, sidecar.timeframe], [one.source, one.symbol, '1h']);
      assert.equal(sidecar.last, '2025-04-02T11:00:00Z');
      assert.deepEqual(downloads.files(), [`${one.symbol}-1h.csv`, `${one.symbol}-1h.csv.json`]);
    });
  }

  it('all of them come in spite of limits, a cut answer and a broken server, and no request is hurried', async () => {
    const later = [FAULTS.cut, FAULTS.status(503)];
    const pausesOf = async (one: Case, index: number) => {
      const own = new Downloads();
      own.market.bars.set(one.name, downloads.market.bars.get(one.name) ?? someMarket(one.name));
      for (const [name, meta] of downloads.market.yahoo) own.market.yahoo.set(name, meta);
      await own.open();
      own.market.faults.push(one.tooOften, later[index % later.length]);
      await own.getDone(taskOf(one));
      const times = own.market.asked.map(({ at }) => at);
      await own.close();
      return times.slice(1, 3).map((at, place) => at - times[place]);
    };
    const all = await Promise.all(CASES.map(pausesOf));
    // At least half a second if the host asks for no pause, a second if it does; then twice as long.
    all.forEach(([first, second], index) => {
      const least = CASES[index].says ? 990 : 490;
      assert.ok(first >= least && second >= 990, `${CASES[index].source}: ${first} ${second}`);
    });
  });

  for (const one of CASES.filter(({ source }) => source !== 'kraken')) {
    it(`${one.source.split('/')[0]} are not taken from a web page, and what was there stays`, async () => {
      await downloads.getDone({ ...taskOf(one), to: '2025-03-10' });
      const before = downloads.read(`${one.symbol}-1h.csv`);
      downloads.market.faults.push(FAULTS.html);
      const { problem } = await downloads.getFailed(taskOf(one));
      assert.match(problem.message, /it answers with a web page in place of data \(200\)/);
      assert.equal(downloads.read(`${one.symbol}-1h.csv`), before);
    });
  }

  it('a symbol that is nowhere are refused', async () => {
    for (const one of CASES) {
      const { problem, consent } = await downloads.getFailed({ ...taskOf(one), symbols: ['NOWHERE'] });
      assert.match(problem.message, /it has no NOWHERE|No data found|it refuses the request \(404\)/);
      assert.equal(consent, null);
    }
  });

  it('a source, or a length, that there is not are refused with those there are', async () => {
    const { problem } = await downloads.getFailed({ source: 'mtgox' });
    assert.match(
      problem.message,
      /no such source\. Use one of coinbase, kraken, binance, bybit, yahoo, url:/,
    );
    const length = await downloads.getFailed({ source: 'yahoo', timeframe: '4h', symbols: ['EURUSD'] });
    assert.match(length.problem.message, /yahoo has no 4h bars\. Take one of 1m, 5m, 15m, 30m, 1h, 1d/);
  });

  it("Kraken's past are refused rather than called a gap", async () => {
    const { problem } = await downloads.getFailed({
      source: 'kraken',
      symbols: ['ETHUSD'],
      from: '2025-03-01',
    });
    assert.match(problem.message, /Kraken tells the newest 720 bars/);
  });

  describe('a symbol that is another there', () => {
    it('are refused, and come once that is accepted', async () => {
      const task = { source: 'binance', symbols: ['ETHUSD'] };
      downloads.market.bars.delete('ETH/USD');
      downloads.market.bars.set('ETH/USDT', someMarket('ETH/USDT'));
      const { problem, consent } = await downloads.getFailed(task);
      assert.match(
        problem.message,
        /binance has no ETHUSD; its nearest is ETH\/USDT, quoted in USDT\. .*--accept-symbol "ETH\/USDT"/,
      );
      assert.deepEqual(consent, { kind: 'symbol', answered: 'ETH/USDT' });
      assert.deepEqual(downloads.files(), []);
      const end = await downloads.getDone({ ...task, acceptSymbols: ['ETH/USDT'] });
      assert.equal(end.bars, FINISHED);
      assert.equal(JSON.parse(downloads.read('ETHUSD-1h.csv.json')).answered, 'ETH/USDT');
    });

    it('such as a fund that is called BTC are not taken for the coin', async () => {
      const fund = { ...APPLE, symbol: 'BTC', instrumentType: 'ETF', longName: 'Some Bitcoin Trust' };
      downloads.market.yahoo.set('BTC', fund);
      downloads.market.bars.set('BTC', someMarket('BTC'));
      const { problem, consent } = await downloads.getFailed({ source: 'yahoo', symbols: ['BTC'] });
      assert.match(problem.message, /BTC is a currency, but Yahoo's BTC is BTC, Some Bitcoin Trust \(ETF\)/);
      assert.deepEqual(consent, { kind: 'symbol', answered: 'BTC' });
    });

    it('since Yahoo answers with another, or in another money, are refused', async () => {
      downloads.market.yahoo.set('AAPL', { ...APPLE, symbol: 'APC.DE' });
      assert.match(
        (await downloads.getFailed({ source: 'yahoo', symbols: ['AAPL'] })).problem.message,
        /for AAPL Yahoo answers with APC\.DE/,
      );
      downloads.market.yahoo.set('EURUSD=X', { ...EUROPE, currency: 'GBP' });
      assert.match(
        (await downloads.getFailed({ symbols: ['EURUSD'] })).problem.message,
        /EURUSD is quoted in USD, but Yahoo's EURUSD=X.* in GBP/,
      );
    });
  });

  it('Yahoo tell a weekend from an outage, and rows without prices from bars', async () => {
    const outage = (time: number) => time >= Date.UTC(2025, 2, 12, 10) && time < Date.UTC(2025, 2, 12, 13);
    downloads.market.bars.set(
      'EURUSD=X',
      someMarket('EURUSD=X', (time) => weekend(time) || outage(time)),
    );
    downloads.market.page = (bars) =>
      bars.map((bar) =>
        bar.time === Date.UTC(2025, 2, 20, 5)
          ? { ...bar, open: NaN, high: NaN, low: NaN, close: NaN, volume: NaN }
          : bar,
      );
    const end = await downloads.getDone({ symbols: ['EURUSD'] });
    const { gaps } = JSON.parse(downloads.read('EURUSD-1h.csv.json'));
    // The month begins on a Saturday, in the weekend.
    assert.deepEqual(gaps.filter(({ kind }: { kind: string }) => kind === 'weekend').length, 4);
    assert.deepEqual(
      gaps.filter(({ kind }: { kind: string }) => kind !== 'weekend'),
      [
        { from: '2025-03-12T10:00:00Z', to: '2025-03-12T13:00:00Z', bars: 3, kind: 'missing' },
        { from: '2025-03-20T05:00:00Z', to: '2025-03-20T06:00:00Z', bars: 1, kind: 'missing' },
      ],
    );
    assert.deepEqual([end.missing, end.gaps], [4, 2]);
  });

  it('Yahoo keep the days of their market through both changes of the clock', async () => {
    const cases: [zone: string, hour: number, from: string, days: number][] = [
      // Midnight in London: 23:00 the day before in summer. Clocks change on 30 March and 26 October.
      ['Europe/London', 0, '2025-03-24', 12],
      ['Europe/London', 0, '2025-10-20', 12],
      // The opening in New York, half past nine. Clocks change on 9 March and 2 November.
      ['America/New_York', 9.5, '2025-03-03', 12],
      ['America/New_York', 9.5, '2025-10-27', 12],
    ];
    for (const [zone, hour, from, days] of cases) {
      const dates = Array.from({ length: days }, (_, index) => Date.parse(from) + index * DAY);
      const opens = dates.map((date) => localTime(date, hour, zone));
      const bars = someMarket('X');
      downloads.market.bars.set('AAPL', bars);
      downloads.market.yahoo.set('AAPL', { ...APPLE, exchangeTimezoneName: zone });
      downloads.market.now = () => dates[dates.length - 1] + 3 * DAY;
      downloads.market.page = () =>
        opens.map((time, index) => ({ time, open: 10, high: 12, low: 9, close: 11, volume: index }));
      const to = new Date(dates[dates.length - 1]).toISOString().slice(0, 10);
      await downloads.getDone({
        source: 'yahoo',
        symbols: ['AAPL'],
        timeframe: '1d',
        from,
        to,
        acceptChanges: true,
      });
      const rows = downloads.read('AAPL-1d.csv').trimEnd().split('\n').slice(1);
      assert.deepEqual(
        rows.map((row) => row.slice(0, 10)),
        dates.map((date) => new Date(date).toISOString().slice(0, 10)),
        `${zone} ${from}`,
      );
    }
  });

  it("a program come without a shell, in the workspace's folder, and its failure is told", async () => {
    const script = `const [symbol, from, to] = process.argv.slice(2);
      if (symbol === 'bad') { console.error('no such thing'); process.exit(3); }
      console.log('time,open,high,low,close');
      for (let at = Number(from); at < Number(to); at += 3600000) console.log([at, 1, 2, 1, 2].join());`;
    writeFileSync(join(downloads.workspace, 'mine.cjs'), script);
    const source = `command:"${process.execPath}" mine.cjs {symbol} {from_ms} {to_ms}`;
    const end = await downloads.getDone({ source, symbols: ['mine'], to: '2025-03-02' });
    assert.equal(end.bars, 48);
    assert.equal(downloads.read('mine-1h.csv').split('\n')[1], '2025-03-01T00:00:00Z,1,2,1,2,');
    const { problem } = await downloads.getFailed({ source, symbols: ['bad'] });
    assert.match(problem.message, /it failed: no such thing\. Correct the program/);
  });

  it('an address with a key leave no trace of it, and are refused without the right one', async () => {
    const source = `${URL_SOURCE}&key={key}`;
    const without = await downloads.getFailed({ source, symbols: ['mine'] });
    assert.match(without.problem.message, /a place for a key, and there is none/);
    const wrong = await downloads.getFailed({ source, symbols: ['mine'], key: 'open barley' });
    assert.match(wrong.problem.message, /bars\.example: it refuses the request \(401\)/);
    assert.ok(!JSON.stringify(wrong).includes('barley'));
    const end = await downloads.getDone({ source, symbols: ['mine'], key: 'open sesame' });
    assert.equal(end.bars, FINISHED);
    const written = downloads
      .files()
      .map((name) => downloads.read(name))
      .join('');
    assert.ok(!/sesame/.test(written + JSON.stringify(end)));
    assert.ok(written.includes('key={key}'));
  });

  it('an address that could lead a key astray are refused', async () => {
    for (const [source, said] of [
      ['url:https://{key}.example/x.csv', /only after the host/],
      ['url:https://me:secret@bars.example/x.csv', /only after the host/],
      ['url:http://bars.example/x.csv?key={key}', /a key is sent by https only/],
      ['url:https://bars.example/{nonsense}.csv', /it knows no \{nonsense\}, only \{symbol\}/],
      ['command:python3 x.py {key}', /takes its key from its own environment/],
    ] as const)
      assert.match((await downloads.getFailed({ source, key: 'k' })).problem.message, said);
  });

  it('a source whose clock differs go by its clock, and say so', async () => {
    downloads.market.now = () => NOW - 5 * 60 * 60_000;
    const end = await downloads.getDone();
    assert.equal(end.last, '2025-04-02T06:00:00Z');
    assert.match(
      end.notes.join(),
      /this machine's clock is \d+ minutes ahead of api\.coinbase\.com's, which was believed/,
    );
    // For a host that tells no time our clock counts. It is years ahead, so the newest bar is finished.
    downloads.market.now = () => null;
    assert.equal(
      (await downloads.getDone({ from: null, to: '2025-04-02' })).last,
      new Date(FROM + FINISHED * 3_600_000).toISOString().replace('.000', ''),
    );
  });

  it('are only of symbols that name a file in data/market', async () => {
    for (const symbol of ['../../etc/passwd', '', 'a/b', 'x'.repeat(33)])
      assert.match((await downloads.getFailed({ symbols: [symbol] })).problem.message, /it is no symbol/);
    const ends = await downloads.get({ symbols: ['BTCUSD', 'BTCUSD'] });
    assert.ok(ends.every((end) => end.state === 'failed' && /named twice/.test(end.problem.message)));
  });
});

/** Finds the instant at which the clocks of a zone show an hour of a day. */
function localTime(midnight: number, hour: number, zone: string): number {
  const wanted = midnight + hour * 3_600_000;
  const shown = (time: number) => {
    const parts = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hour12: false,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    }).formatToParts(time);
    const [year, month, day, hours, minutes] = ['year', 'month', 'day', 'hour', 'minute'].map((type) =>
      Number(parts.find((part) => part.type === type)?.value),
    );
    return Date.UTC(year, month - 1, day, hours % 24, minutes);
  };
  const guess = wanted - (shown(wanted) - wanted);
  return guess - (shown(guess) - wanted);
}
