import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { definitionSchema } from '../../src/backtest/definition/definition';
import { BarCache } from '../../src/cards/barCache';
import type { LogSource } from '../../src/cards/cardProtocol';
import { importTrades, undoImport } from '../../src/cards/import/tradeImport';
import { InputError } from '../../src/common/inputError';
import { restoreRun } from '../../src/memory/archive/archive';
import { archiveBeyond } from '../../src/memory/archive/quarterArchive';
import { loadOutcomes } from '../../src/memory/store/memoryFolder';
import { OutcomeStore } from '../../src/memory/store/outcomeStore';
import { verifyMemory } from '../../src/memory/store/verify';
import { includedOutcomes } from '../../src/run/inputs/memoryOfRun';

import { tempFolder } from '../tempFolder';

import { FIXTURES, IMPORTS } from '../tradelog/fixtures';

describe('imports of trade logs', () => {
  let workspace: string;
  let memory: string;
  const source = (name: string, more: Partial<LogSource> = {}): LogSource => ({
    file: join(FIXTURES, name),
    text: null,
    symbol: 'BTCUSD',
    ...more,
  });
  const take = (log: LogSource, write = true) => {
    const bars = new BarCache(workspace, () => Date.UTC(2026, 0, 1));
    return importTrades(workspace, bars, log, write);
  };
  const outcomes = async () => (await loadOutcomes(memory)).outcomes;
  beforeEach(() => {
    workspace = tempFolder('imports');
    memory = join(workspace, 'data/memory');
    mkdirSync(memory, { recursive: true });
  });
  // The cards may still be writing what is derived: unlike rmSync, this looks again at what has come.
  afterEach(() => rm(workspace, { recursive: true, maxRetries: 5 }));

  it('say what they would do and write nothing, do it, and do it once', async () => {
    for (const [name, [fresh, unfit]] of Object.entries(IMPORTS)) {
      const before = readdirSync(memory).length;
      const preview = await take(source(name), false);
      assert.equal(preview.fresh + preview.duplicates, fresh, name);
      assert.equal(readdirSync(memory).length, before, `${name}: a preview writes nothing`);
      const json = preview.json as { unfit: unknown[]; trades: number };
      assert.equal(json.unfit.length, unfit, name);
      const done = await take(source(name));
      assert.equal(done.fresh, preview.fresh, name);
      const again = await take(source(name));
      assert.deepEqual([again.fresh, again.duplicates], [0, fresh], name);
    }
    const { damaged } = await loadOutcomes(memory);
    assert.deepEqual(damaged, []);
    const { findings } = await verifyMemory(memory);
    assert.deepEqual(
      findings.map(({ error }) => error.message),
      [],
    );
  });

  it('recognise a trade in another file of the same tool, whatever the file is called', async () => {
    const first = await take(source('lean-2025.json'));
    const copy = join(workspace, 'copy.csv');
    cpSync(join(FIXTURES, 'lean-trades.csv'), copy);
    const second = await take(source('x', { file: copy }));
    assert.deepEqual([first.fresh, second.fresh, second.duplicates], [2, 0, 2]);
    assert.notEqual(first.run, second.run);
  });

  it('write what the log says, and what is not known as not known', async () => {
    const { run } = await take(source('freqtrade-2025.zip'));
    const [long, short] = (await outcomes()).sort((a, b) => a.entry_time.localeCompare(b.entry_time));
    assert.match(long.decision_id, /^import_freqtrade_[0-9a-f]{12}_BTC-USDT_20250303T1000Z$/);
    assert.equal(long.run_id, run);
    assert.deepEqual(
      [long.action, long.entry_price, long.exit_price, long.quantity, long.pnl, long.fees, long.slippage],
      ['BUY', 84000, 85680, 0.5, 797.58, 42.42, 0],
    );
    assert.ok(Math.abs(long.pnl_pct - (100 * 797.58) / 42000) < 1e-9);
    assert.deepEqual([long.votes, long.confidence, long.features, long.market_regime], [[], 0, {}, null]);
    assert.deepEqual(long.tags, ['imported', 'freqtrade', 'Trend']);
    assert.deepEqual([long.ai_provider_used, long.reasoning], ['Trend', 'cross']);
    // A signal leaves at the open that it is stamped with; a stop inside of the hour is known at its end.
    assert.deepEqual([long.exit_reason, long.exit_time], ['signal', '2025-03-04T15:00:00Z']);
    assert.deepEqual([short.exit_reason, short.exit_time], ['stop_loss', '2025-03-10T22:00:00Z']);
    const { imported } = short as unknown as { imported: { exit_time: string; exit_reason: string } };
    assert.deepEqual([imported.exit_time, imported.exit_reason], ['2025-03-10T21:00:00Z', 'stop_loss']);
  });

  it('take a day for known when it is over, where a log says days', async () => {
    await take(source('backtrader-prints.txt'));
    const [first] = await outcomes();
    assert.deepEqual([first.entry_time, first.exit_time], ['2025-03-04T00:00:00Z', '2025-03-10T00:00:00Z']);
    assert.equal(first.quantity, 0.5, 'told by the profit');
  });

  it('say which trades lack what, by their lines', async () => {
    const { text, ok, fresh } = await take(source('backtrader-notify.csv'), false);
    assert.deepEqual([ok, fresh], [false, 0]);
    assert.match(text, /line 2: a side, an entry time, an exit price, a quantity/);
    const asked = await take(source('tradingview-2025.csv', { symbol: undefined }), false);
    assert.deepEqual([asked.needsSymbol, asked.fresh], [true, 0]);
    const rows = await take(source('any-day-first.tsv'), false);
    assert.match(rows.text, /line 4: entry time "31\/02\/2025 9:30 AM" is not a time/);
  });

  it('bring the market at entry where bars of the symbol agree with the price', async () => {
    // They go on, at a price that the second trade was not made at.
    const bars = Array.from({ length: 55 * 24 }, (_, hour) => {
      const time = new Date(Date.UTC(2025, 0, 20) + hour * 3_600_000).toISOString();
      return `${time},${83900 + (hour % 7)},84100,83800,${83950 + (hour % 5)},1`;
    });
    mkdirSync(join(workspace, 'data/market'));
    writeFileSync(
      join(workspace, 'data/market/BTCUSD-1h.csv'),
      `time,open,high,low,close,volume\n${bars.join('\n')}\n`,
    );
    const { text } = await take(source('tradingview-2025.csv'));
    assert.match(text, /known for 1 of 2, from bars/);
    const known = (await outcomes()).filter(({ features }) => Object.keys(features).length > 0);
    assert.deepEqual(
      known.map(({ entry_time }) => entry_time),
      ['2025-03-03T10:00:00Z'],
    );
    assert.ok(known[0].market_regime !== null);
  });

  it('are taken back whole and restored, and may be made again', async () => {
    const { run } = await take(source('mt4-tester-en.htm'));
    const other = await take(source('lean-2025.json'));
    const before = await outcomes();
    assert.equal(await undoImport(workspace, run), 3);
    assert.ok(
      (await outcomes()).every(({ run_id }) => run_id === other.run),
      'and nothing else',
    );
    assert.equal(readdirSync(join(memory, 'archive', run)).length, 3);
    const again = await take(source('mt4-tester-en.htm'));
    assert.deepEqual([again.fresh, again.duplicates], [3, 0]);
    assert.deepEqual(await outcomes(), before);
    await undoImport(workspace, run);
    assert.equal(await restoreRun(memory, run), 3);
    assert.deepEqual(await outcomes(), before);
    await assert.rejects(undoImport(workspace, 'import_csv_nobody_00000000'), InputError);
    await assert.rejects(undoImport(workspace, '../../etc'), InputError);
  });

  it('are taken back from beyond the cap too', async () => {
    const { run } = await take(source('mt4-tester-en.htm'));
    await archiveBeyond(new OutcomeStore(memory), 1);
    assert.deepEqual((await take(source('mt4-tester-en.htm'))).duplicates, 3, 'what is archived is there');
    assert.equal(await undoImport(workspace, run), 3);
    assert.deepEqual(await outcomes(), []);
  });

  it('are remembered by runs that name them, and by no other', async () => {
    const { run } = await take(source('mt5-history.html'));
    const remembering = (include: string[]) => definitionSchema.shape.memory.parse({ include });
    const store = new OutcomeStore(memory);
    await store.refresh();
    const named = await includedOutcomes(store, remembering([run]), 'd.backtest.json');
    assert.equal(named.length, 2);
    assert.deepEqual(await includedOutcomes(store, remembering([]), 'd.backtest.json'), []);
  });

  it('refuse what is no log, with what to do', async () => {
    const file = join(workspace, 'notes.csv');
    writeFileSync(file, 'a,b,c\n1,2,3\n');
    await assert.rejects(take(source('x', { file })), /notes\.csv: it is no trade log that is known/);
    await assert.rejects(
      take(source('x', { file: join(workspace, 'gone.csv') })),
      /cannot be read \(ENOENT\)/,
    );
    writeFileSync(file, Buffer.from('PK\u0003\u0004 torn'));
    await assert.rejects(take(source('x', { file })), /cannot be unpacked/);
  });

  it('never leave the memory folder, whatever a log calls its symbols and its file', async () => {
    const file = join(workspace, '..evil (1) [x].csv');
    writeFileSync(
      file,
      'Symbol,Side,Entry Time,Exit Time,Entry Price,Exit Price,Quantity,Profit,Tag\n../../../etc/passwd,long,2025-01-01,2025-01-02,1,2,1,1,"=cmd|\' /C calc\'!A0"\n',
    );
    const { fresh, run } = await take(source('x', { file }));
    assert.equal(fresh, 1);
    assert.match(run, /^import_csv_[A-Za-z0-9.-]+_[0-9a-f]{8}$/);
    const [name] = readdirSync(memory).filter((one) => one.startsWith('outcome_'));
    assert.match(basename(name), /^outcome_import_csv_[0-9a-f]{12}_[A-Za-z0-9._-]+_20250101T0000Z\.json$/);
    assert.ok(!existsSync(join(workspace, '..', 'etc')));
  });
});
