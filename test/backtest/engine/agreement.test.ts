import assert from 'node:assert/strict';
import fc from 'fast-check';
import { definitionSchema } from '../../../src/backtest/definition/definition';
import { runEngine } from '../../../src/backtest/engine/engine';
import { DAY } from '../../../src/common/timeframe';
import { Ensemble } from '../../../src/decision/ensemble';
import { RuleProvider, ruleNamed } from '../../../src/decision/providers/ruleProvider';
import { type Bars, emptyBars } from '../../../src/market/bars';
import { resample } from '../../../src/market/resample';
import { syntheticMarket } from '../../../src/market/syntheticMarket';
import { type ReferenceRules, referenceCross } from './referenceCross';

const START = Date.UTC(2020, 0, 1);
const RULES = { capital: 10_000, fee: 0.001, slippage: 0.0005, step: DAY };

/** The same rules through the whole of our own: definition, rule, vote, engine. */
async function ours(bars: Bars, { fast, slow, cap, short, capital }: ReferenceRules) {
  const use = 'rule:cross';
  const definition = definitionSchema.parse({
    name: 'cross',
    symbols: [{ symbol: bars.symbol, file: 'x' }],
    timeframe: '1d',
    from: '2020-01-01',
    to: '2029-12-31',
    capital,
    providers: [{ use }],
    short,
    reverse: short,
    sizing: { cap, risk: 1 },
  });
  const rule = ruleNamed(use);
  assert.ok(rule);
  const provider = new RuleProvider(use, rule, { fast, slow });
  const ensemble = new Ensemble([{ provider, weight: 1 }], 1, new AbortController().signal);
  return runEngine({ run: 'r', definition, bars: [bars], decide: (request) => ensemble.decide(request) });
}

async function agree(bars: Bars, rules: ReferenceRules): Promise<number> {
  const plain = Array.from(bars.time, (time, index) => ({
    time,
    open: bars.open[index],
    close: bars.close[index],
  }));
  const expected = referenceCross(plain, rules);
  const { trades, equity } = await ours(bars, rules);
  const near = (actual: number, wanted: number, what: string) =>
    assert.ok(
      Math.abs(actual - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)),
      `${what}: ${actual}, ${wanted}`,
    );
  assert.equal(trades.length, expected.trades.length);
  expected.trades.forEach((trade, index) => {
    const own = trades[index];
    assert.deepEqual([own.side, own.entryTime, own.exitTime], [trade.side, trade.entryTime, trade.exitTime]);
    near(own.entryPrice, trade.entryPrice, 'entry price');
    near(own.exitPrice, trade.exitPrice, 'exit price');
    near(own.quantity, trade.quantity, 'quantity');
    near(own.pnl, trade.pnl, 'pnl');
  });
  near(equity.equity.at(-1) ?? Number.NaN, expected.cash, 'final equity');
  return trades.length;
}

const randomBars = fc
  .array(fc.tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: -90, max: 90 }), fc.boolean()), {
    minLength: 30,
    maxLength: 120,
  })
  .map((moves): Bars => {
    const bars = emptyBars('XUSD', DAY, moves.length);
    let price = 100;
    moves.forEach(([gap, move], index) => {
      const open = price * (1 + gap / 1000);
      price = open * (1 + move / 1000);
      bars.time[index] = START + index * DAY;
      bars.open[index] = open;
      bars.close[index] = price;
      bars.high[index] = Math.max(open, price);
      bars.low[index] = Math.min(open, price);
      bars.volume[index] = 1;
    });
    return bars;
  });

describe('a moving-average cross agrees with an implementation of its own, trade for trade', function () {
  this.timeout(60_000);

  for (const short of [false, true]) {
    const how = short ? 'long and short' : 'long only';
    it(`${how}, on 1,000 random series`, async () => {
      let trades = 0;
      await fc.assert(
        fc.asyncProperty(
          randomBars,
          fc.integer({ min: 1, max: 6 }),
          fc.integer({ min: 1, max: 12 }),
          fc.constantFrom(0.3, 1),
          async (bars, fast, more, cap) => {
            trades += await agree(bars, { ...RULES, fast, slow: fast + more, cap, short });
          },
        ),
        { seed: 4, numRuns: 1000 },
      );
      assert.ok(trades > 2000, `only ${trades} trades were compared`);
    });

    it(`${how}, on three years of days with trends, turbulence and weekends`, async () => {
      for (const hours of syntheticMarket({ seed: 6, from: START, to: Date.UTC(2023, 0, 1) })) {
        const bars = resample(hours, DAY);
        for (const [fast, slow] of [
          [5, 20],
          [20, 50],
          [1, 200],
        ] as const) {
          const trades = await agree(bars, { ...RULES, fast, slow, cap: 1, short });
          assert.ok(trades > 0);
        }
      }
    });
  }
});
