import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { BarCache } from '../../src/cards/barCache';
import type { LogSource } from '../../src/cards/cardProtocol';
import { TradeCards } from '../../src/cards/tradeCards';
import { isoTime, quarterOf } from '../../src/common/calendar';
import { DAY, HOUR } from '../../src/common/timeframe';
import { SITUATION_FEATURES } from '../../src/market/situationFeatures';
import type { Outcome } from '../../src/memory/outcome';
import { saveOutcomes } from '../../src/memory/store/memoryFolder';
import { cardMarkdown } from '../../src/ui/tradelogs/tradeCardText';
import { OverviewService } from '../../src/workspace/overview';
import { START, someOutcome } from '../memory/someOutcome';
import { tempFolder } from '../tempFolder';

const { signal } = new AbortController();
const HEADER = 'Symbol,Side,Entry Time,Exit Time,Entry Price,Exit Price,Quantity,Profit\n';
const at = (hours: number) => isoTime(START + hours * HOUR);

/** Hourly bars of a price that rises by one an hour from 1000, for 40 days. */
function risingBars(): string {
  const rows = Array.from({ length: 40 * 24 }, (_, hour) => {
    const open = 1000 + hour;
    return `${at(hour)},${open},${open + 2},${open - 1},${open + 1},10`;
  });
  return `time,open,high,low,close,volume\n${rows.join('\n')}\n`;
}

function outcomeAt(id: string, exit: number, changes: Partial<Outcome> = {}): Outcome {
  return someOutcome(id, {
    decision_time: at(exit - 5),
    entry_time: at(exit - 5),
    exit_time: at(exit),
    quarter: quarterOf(START + exit * HOUR - 1),
    features: Object.fromEntries(
      SITUATION_FEATURES.map((feature, place) => [feature, Math.sin(exit * (place + 1))]),
    ),
    ...changes,
  });
}

describe('cards over the logs of other tools', () => {
  let workspace: string;
  let file: string;
  const cardsAt = (now: () => number) => {
    const bars = new BarCache(workspace, now);
    return { bars, cards: new TradeCards(workspace, new OverviewService(workspace), bars) };
  };
  const newCards = () => cardsAt(() => START + 400 * DAY).cards;
  const cardOf = async (row: string, source: Partial<LogSource> = {}) => {
    writeFileSync(file, HEADER + row);
    return newCards().cardAt({ file, text: null, ...source }, 1, 4, signal);
  };
  beforeEach(async () => {
    workspace = tempFolder('trades');
    file = join(workspace, 'mine.csv');
    mkdirSync(join(workspace, 'data/memory'), { recursive: true });
    mkdirSync(join(workspace, 'data/market'));
    writeFileSync(join(workspace, 'data/market/BTCUSD-1h.csv'), risingBars());
    const outcomes = Array.from({ length: 30 }, (_, index) =>
      outcomeAt(`t${String(index).padStart(2, '0')}`, 200 + 10 * index, {
        pnl: index % 3 === 0 ? 5 : -5,
        pnl_pct: index % 3 === 0 ? 5 : -index,
      }),
    );
    await saveOutcomes(join(workspace, 'data/memory'), outcomes);
  });
  // The cards may still be writing what is derived: unlike rmSync, this looks again at what has come.
  afterEach(() => rm(workspace, { recursive: true, maxRetries: 5 }));

  it('know only what had ended by the entry, to the instant', async () => {
    const known = async (hours: number) =>
      (await cardOf(`BTCUSD,long,${at(hours)},${at(hours + 9)},${1000 + hours},1500,1,1`))?.known;
    assert.equal(await known(199), 0);
    assert.equal(await known(200), 1);
    assert.equal(await known(209), 1);
    assert.equal(await known(210), 2);
  });

  it('do not change when what came later does, whatever it is', async () => {
    const row = `BTCUSD,long,${at(300)},${at(310)},1300,1310,1,10`;
    const before = await cardOf(row);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 301, max: 900 }), fc.boolean(), async (exit, won) => {
        const later = outcomeAt('later', exit, { pnl: won ? 1e6 : -1e6, pnl_pct: won ? 900 : -90 });
        await saveOutcomes(join(workspace, 'data/memory'), [later]);
        assert.deepEqual(await cardOf(row), before);
      }),
      { seed: 3, numRuns: 12 },
    );
  });

  it('compare the situation that the bars of its symbol had when it was entered', async () => {
    const card = await cardOf(`BTC/USD,long,${at(300)},${at(310)},1300.5,1310,1,9.5`);
    assert.equal(card?.comparedBy, 'situation');
    assert.equal(card?.known, 11);
    assert.equal(card?.knownWins, 4);
    assert.ok(card && card.of > 0 && card.of <= 11 && card.similar.length <= 3);
    assert.ok(
      card.similar.every(
        ({ situation, recency, score }) => situation && Math.abs(score - situation * recency) < 1e-9,
      ),
    );
    assert.ok(card.chart?.svg.startsWith('<svg') && card.chart.alt.includes('entry at 1300.5'));
    assert.deepEqual(card.notes, []);
  });

  it('say why they compare by symbol and side only', async () => {
    const notes = async (row: string, source?: Partial<LogSource>) => {
      const card = await cardOf(row, source);
      assert.equal(card?.comparedBy, 'plain');
      assert.equal(card?.chart, null);
      return card?.notes.join(' ');
    };
    assert.match((await notes(`SPY,long,${at(300)},${at(310)},1300,1310,1,10`)) ?? '', /no bars of SPY/);
    assert.match(
      (await notes(`BTCUSD,long,${at(300)},${at(310)},9999,1310,1,10`)) ?? '',
      /another price then/,
    );
    assert.match(
      (await notes(`BTCUSD,long,${at(30)},${at(310)},1030,1310,1,10`)) ?? '',
      /begin too shortly before/,
    );
    assert.match((await notes(`BTCUSD,long,${at(9000)},${at(9010)},1030,1310,1,10`)) ?? '', /end before it/);
    assert.match(
      (await notes(`,long,${at(300)},${at(310)},1300,1310,1,10`)) ?? '',
      /does not say its symbol/,
    );
    assert.match(
      (await notes(`SPY,long,2025-01-13 12:00,2025-01-14 12:00,1300,1310,1,10`)) ?? '',
      /name no zone/,
    );
  });

  it('by symbol and side count the latest of its kind', async () => {
    const same = await cardOf(`BTCUSD,long,${at(9000)},${at(9010)},1,2,1,1`);
    assert.deepEqual([same?.of, same?.wins, same?.worst, same?.known], [20, 6, -29, 30]);
    assert.deepEqual(
      same?.similar.map(({ outcome }) => outcome.id),
      ['t29', 't28', 't27'],
    );
    assert.equal((await cardOf(`BTCUSD,short,${at(9000)},${at(9010)},1,2,1,1`))?.of, 0);
    assert.equal((await cardOf(`ETHUSD,long,${at(9000)},${at(9010)},1,2,1,1`))?.of, 0);
  });

  it('follow a definition that names other bars', async () => {
    let now = START + 400 * DAY;
    const { bars: market, cards: one } = cardsAt(() => now);
    const define = (of: string) => {
      mkdirSync(join(workspace, 'backtests'), { recursive: true });
      const symbols = [{ symbol: of, file: 'data/market/BTCUSD-1h.csv' }];
      const rest = {
        timeframe: '1h',
        from: '2025-01-01',
        to: '2025-02-01',
        providers: [{ use: 'rule:trend' }],
      };
      const text = JSON.stringify({ name: 'x', symbols, ...rest });
      writeFileSync(join(workspace, 'backtests/x.backtest.json'), text);
    };
    writeFileSync(file, `${HEADER}SPY,long,${at(300)},${at(310)},1300,1310,1,10`);
    const comparedBy = async () => {
      // A look at the folders holds for a while.
      now += 10_000;
      const card = await one.cardAt({ file, text: null }, 1, 4, signal);
      return card?.comparedBy;
    };
    define('QQQ');
    assert.deepEqual(await market.symbols(), ['QQQ', 'BTCUSD']);
    define('SPY.US');
    now += 10_000;
    assert.deepEqual(await market.symbols(), ['SPY.US', 'BTCUSD']);
    define('SPY');
    assert.equal(await comparedBy(), 'situation');
  });

  it('take the symbol that the file is named after, or that the user said', async () => {
    const row = `,long,${at(300)},${at(310)},1300,1310,1,10`;
    file = join(workspace, 'Trend_BINANCE_BTCUSD_2025-01-31.csv');
    assert.equal((await cardOf(row))?.comparedBy, 'situation');
    file = join(workspace, 'mine.csv');
    assert.equal((await cardOf(row, { symbol: 'BTCUSD' }))?.trade.symbol, 'BTCUSD');
  });

  it('are read from what is typed, and again when the file changed', async () => {
    const row = `BTCUSD,long,${at(300)},${at(310)},1300,1310,1,10`;
    const one = newCards();
    writeFileSync(file, HEADER + row);
    const symbolAt = async (text: string | null) =>
      (await one.cardAt({ file, text }, 1, 0, signal))?.trade.symbol;
    assert.equal(await symbolAt(null), 'BTCUSD');
    assert.equal(await symbolAt(HEADER + row.replace('BTCUSD', 'TYPED')), 'TYPED');
    writeFileSync(file, HEADER + row.replace('BTCUSD', 'SAVED-1'));
    assert.equal(await symbolAt(null), 'SAVED-1');
    assert.equal(await symbolAt('no log'), undefined);
  });

  it('are not made any more once nobody waits for them', async () => {
    writeFileSync(file, `${HEADER}BTCUSD,long,${at(300)},${at(310)},1300,1310,1,10`);
    const gone = AbortSignal.abort();
    await assert.rejects(newCards().cardAt({ file, text: null }, 1, 0, gone), { name: 'AbortError' });
    await assert.rejects(newCards().rates({ file, text: null }, 0, 9, gone), { name: 'AbortError' });
  });

  it('give the win rates at the ends of lines, each trade once', async () => {
    writeFileSync(
      file,
      `Trade #,Type,Date/Time,Signal,Price\n1,Exit long,${at(510)},X,1510\n1,Entry long,${at(500)},L,1500\n2,Entry short,${at(20)},S,1020\n2,Exit short,${at(30)},X,1030\n`,
    );
    const rates = await newCards().rates({ file, text: null, symbol: 'BTCUSD' }, 0, 20, signal);
    assert.deepEqual(
      rates.map(({ line }) => line),
      [1],
    );
    assert.ok(rates[0].of > 0 && rates[0].wins <= rates[0].of);
  });

  it('read as written here', async () => {
    const card = await cardOf(`BTC/USD,long,${at(300)},${at(310)},1300.5,1310,1,9.5`);
    assert.ok(card);
    const text = cardMarkdown({ ...card, chart: null }, (label, command, id) => `<${label}|${command}|${id}>`)
      .replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
      .split('\n\n');
    assert.equal(text[0], '**BTCUSD long** +9.50 · 2025-01-13 to 2025-01-13');
    const won = card.wins;
    assert.match(
      text[1],
      new RegExp(
        `^\\*\\*${won} of the ${card.of} most similar won\\*\\* \\(\\d+ to \\d+ % at 95 %\\)\\. Mean [+−][\\d.]+ %, worst −[\\d.]+ %\\. Out of 11 earlier trades known as of 2025-01-13 12:00 UTC, of which 36 % won\\.$`,
      ),
    );
    assert.match(
      text[2],
      /^- <BTCUSD long [+−][\d.]+ %\|openOutcome\|t\d\d>, 2025-01-\d\d: \d+ % \(situation \d+ % × recency \d+ %\)/,
    );
    assert.match(text[2], /alike: /);
  });

  it('of hostile logs are inert', async () => {
    const hostile = '[x](command:evil) <img src=x> **b** `c`';
    const card = await cardOf(`"${hostile}",long,${at(300)},${at(310)},1300,1310,1,10`);
    assert.ok(card);
    const text = cardMarkdown(card, (label) => label).replaceAll(/&#\d+;/g, '');
    assert.doesNotMatch(text, /[<>`]|\]\(|command:/);
  });
});
