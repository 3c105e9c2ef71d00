import assert from 'node:assert/strict';
import fc from 'fast-check';
import { outcomeSchema } from '../../../src/memory/outcome';
import { safeIdOf } from '../../../src/memory/python/legacyId';
import { outcomeOfLegacy } from '../../../src/memory/python/legacyOutcome';

const V1 = {
  decision_id: 'trade-1',
  asset_pair: 'BTCUSD',
  action: 'SELL',
  entry_timestamp: '2025-03-31T23:30:00.197462',
  exit_timestamp: '2025-04-01T00:30:00.197462',
  entry_price: 52000,
  exit_price: 50000,
  position_size: 0.1,
  realized_pnl: 200,
  pnl_percentage: 3.8461538461538463,
  holding_period_hours: 1,
  ai_provider: 'ensemble',
  ensemble_providers: ['local', 'cli'],
  decision_confidence: 85,
  market_sentiment: 'Bearish',
  volatility: null,
  hit_stop_loss: false,
  hit_take_profit: true,
  never_heard_of: { kept: [1] },
};

const convert = (changes: object = {}, id = 'trade-1') => outcomeOfLegacy({ ...V1, ...changes }, id);
function converted(changes: object = {}, id?: string) {
  const { outcome } = convert(changes, id);
  assert.ok(outcome);
  return outcome;
}
const said = (changes: object, field: string) =>
  convert(changes)
    .fields.filter((one) => one.field === field)
    .map(({ fate, note }) => `${fate}: ${note}`);

describe('an outcome of the Python engine', () => {
  it('becomes one of ours, and keeps what ours has no place for', () => {
    assert.deepEqual(converted(), {
      schema_version: 1,
      decision_id: 'trade-1',
      run_id: 'python-import',
      definition: 'python-import',
      quarter: '2025-Q2',
      asset_pair: 'BTCUSD',
      action: 'SELL',
      decision_time: '2025-03-31T23:30:00.197Z',
      entry_time: '2025-03-31T23:30:00.197Z',
      entry_price: 52000,
      exit_time: '2025-04-01T00:30:00.197Z',
      exit_price: 50000,
      quantity: 0.1,
      stop_loss: null,
      take_profit: null,
      pnl: 200,
      pnl_pct: 3.8461538461538463,
      fees: 0,
      slippage: 0,
      exit_reason: 'take_profit',
      ai_provider_used: 'ensemble',
      votes: [{ provider: 'ensemble', action: 'SELL', confidence: 85 }],
      confidence: 85,
      reasoning: '',
      market_regime: null,
      tags: ['python'],
      features: {},
      memories: [],
      legacy: {
        entry_timestamp: '2025-03-31T23:30:00.197462',
        exit_timestamp: '2025-04-01T00:30:00.197462',
        holding_period_hours: 1,
        ensemble_providers: ['local', 'cli'],
        market_sentiment: 'Bearish',
        volatility: null,
        hit_stop_loss: false,
        hit_take_profit: true,
        never_heard_of: { kept: [1] },
      },
    });
    assert.deepEqual(said({}, 'never_heard_of'), ['kept: under legacy']);
    assert.deepEqual(said({}, 'entry_timestamp'), ['mapped: entry_time; it names no zone, so it is UTC']);
  });

  it('keeps times with a zone as the instants they are', () => {
    const { entry_time, exit_time } = converted({
      entry_timestamp: '2025-01-01T02:00:00+02:00',
      exit_timestamp: '2025-01-02T00:00:00Z',
      holding_period_hours: 24,
    });
    assert.deepEqual([entry_time, exit_time], ['2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z']);
  });

  const impossible: [name: string, changes: object, field: string][] = [
    ['an open position', { exit_timestamp: null, exit_price: null, realized_pnl: null }, 'exit_timestamp'],
    ['no exit price', { exit_price: null }, 'exit_price'],
    ['left before entered', { exit_timestamp: '2025-03-30T00:00:00' }, 'exit_timestamp'],
    ['a negative holding time', { holding_period_hours: -1 }, 'holding_period_hours'],
    ['a price of nought', { entry_price: 0 }, 'entry_price'],
    ['a negative quantity', { position_size: -0.1 }, 'position_size'],
    ['a time that is none', { entry_timestamp: '2025-02-30T00:00:00' }, 'entry_timestamp'],
    ['a time of the wrong type', { entry_timestamp: 1700000000 }, 'entry_timestamp'],
    ['text for a price', { entry_price: '52000' }, 'entry_price'],
    ['infinity', { realized_pnl: Number.POSITIVE_INFINITY }, 'realized_pnl'],
    ['HOLD', { action: 'HOLD' }, 'action'],
    ['two sides', { policy_action: 'OPEN_SMALL_LONG' }, 'action'],
    ['no asset', { asset_pair: ' / ' }, 'asset_pair'],
    ['no profit', { realized_pnl: null }, 'realized_pnl'],
    ['a profit with the wrong sign', { realized_pnl: -200 }, 'realized_pnl'],
    ['a profit beyond the prices', { realized_pnl: 210 }, 'realized_pnl'],
    ['a profit below the recorded costs', { realized_pnl: 180, total_transaction_cost: 10 }, 'realized_pnl'],
  ];
  for (const [name, changes, field] of impossible) {
    it(`that cannot be true is reported, not converted: ${name}`, () => {
      const { outcome, fields } = convert(changes);
      assert.equal(outcome, null);
      assert.ok(fields.some((one) => one.field === field && one.fate === 'impossible'));
    });
  }

  it('may have lost costs that were, or were not, recorded', () => {
    assert.equal(converted({ realized_pnl: 190, pnl_percentage: null }).pnl, 190);
    const outcome = converted({
      realized_pnl: 188,
      pnl_percentage: 188 / 52,
      fee_cost: 7,
      slippage_cost: 3,
      spread_cost: 2,
      total_transaction_cost: 12,
    });
    assert.deepEqual([outcome.fees, outcome.slippage, outcome.pnl], [7, 5, 188]);
    const kept = outcome.legacy as Record<string, unknown>;
    assert.deepEqual([kept.fee_cost, kept.slippage_cost, kept.total_transaction_cost], [undefined, 3, 12]);
  });

  it('gets no vote that was not recorded', () => {
    assert.deepEqual(converted({ ai_provider: null }).votes, []);
    assert.deepEqual(converted({ decision_confidence: null }).votes, []);
    assert.deepEqual(converted({ decision_confidence: 150 }).votes, []);
    assert.equal(
      (converted({ decision_confidence: 150 }).legacy as { decision_confidence: number }).decision_confidence,
      150,
    );
    assert.match(said({ ai_provider: null }, 'ai_provider')[0], /absent: .*no vote/);
  });

  it('says how it was left, the stop before the target', () => {
    assert.equal(converted({ hit_stop_loss: true }).exit_reason, 'stop_loss');
    assert.equal(converted({ hit_take_profit: false }).exit_reason, 'signal');
    assert.equal(said({ hit_take_profit: false }, 'exit_reason').length, 1);
  });

  it('of the later versions takes its side from the policy', () => {
    assert.equal(converted({ action: 'HOLD', policy_action: 'OPEN_SMALL_SHORT' }).action, 'SELL');
    assert.equal(converted({ action: 'short' }).action, 'SELL');
  });

  it('has its percentage computed where the recorded one disagrees', () => {
    const outcome = converted({ pnl_percentage: 99 });
    assert.ok(Math.abs(outcome.pnl_pct - 200 / 52) < 1e-9);
    assert.equal((outcome.legacy as { pnl_percentage: number }).pnl_percentage, 99);
  });

  it('gets an id that can be a file name, always the same, and keeps the old one', () => {
    assert.equal(safeIdOf('3f2b8c1e-9f6a-4d1e-8f0a-2b7c6d5e4f3a'), '3f2b8c1e-9f6a-4d1e-8f0a-2b7c6d5e4f3a');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'binary' }), (a, b) => {
        assert.equal(safeIdOf(a), safeIdOf(a));
        assert.match(safeIdOf(a), /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/);
        if (a !== b) assert.notEqual(safeIdOf(a), safeIdOf(b));
      }),
      { seed: 1 },
    );
    const original = '../../etc/passwd';
    const outcome = converted({ decision_id: original }, safeIdOf(original));
    assert.match(outcome.decision_id, /^etc-passwd-[0-9a-f]{12}$/);
    assert.equal((outcome.legacy as { decision_id: string }).decision_id, original);
  });

  it('whatever it holds, becomes a valid outcome or is reported impossible', () => {
    const value = fc.oneof(
      fc.constantFrom(null, undefined, '', 'LONG', '2025-01-01', -1, 0, 1e308, Number.NaN, true, [], {}),
      fc.jsonValue(),
    );
    const fields = fc.constantFrom(
      ...Object.keys(V1),
      'policy_action',
      'fee_cost',
      'slippage_cost',
      'reasoning',
    );
    let good = 0;
    fc.assert(
      fc.property(fc.dictionary(fields, value, { maxKeys: 4 }), (changes) => {
        const { outcome, fields: report } = convert(changes);
        const faulty = report.some(({ fate }) => fate === 'impossible');
        assert.equal(outcome === null, faulty);
        if (!outcome) return;
        good += 1;
        outcomeSchema.parse(JSON.parse(JSON.stringify(outcome)));
      }),
      { seed: 2, numRuns: 1000 },
    );
    assert.ok(good > 50);
    for (const content of [null, [], 'x', 7]) assert.equal(outcomeOfLegacy(content, 'x').outcome, null);
  });
});
