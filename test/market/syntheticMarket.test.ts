import assert from 'node:assert/strict';
import { mean, sampleCorrelation, sampleKurtosis } from 'simple-statistics';
import { DAY, HOUR } from '../../src/common/timeframe';
import type { Bars } from '../../src/market/bars';
import { barsToCsv } from '../../src/market/barsCsv';
import { parseBars } from '../../src/market/csvBars';
import { syntheticMarket } from '../../src/market/syntheticMarket';
import { keepsSundays, tradesAtWeekends } from '../../src/market/weekend';

const span = { from: Date.UTC(2025, 0, 1), to: Date.UTC(2026, 0, 1) };
const market = syntheticMarket({ seed: 2025, ...span });
const [bitcoin, ether, euro] = market;
const returns = ({ close }: Bars) =>
  Array.from(close.subarray(1), (value, index) => Math.log(value / close[index]));

describe('the synthetic market', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(syntheticMarket({ seed: 2025, ...span }), market);
    assert.notDeepEqual(syntheticMarket({ seed: 2026, ...span })[0].close, bitcoin.close);
  });

  it('has bars that a market could have', () => {
    for (const { time, open, high, low, close, volume } of market) {
      for (let index = 0; index < time.length; index += 1) {
        assert.ok(low[index] > 0 && low[index] <= Math.min(open[index], close[index]));
        assert.ok(high[index] >= Math.max(open[index], close[index]) && volume[index] > 0);
        if (index > 0) assert.ok(time[index] > time[index - 1]);
      }
    }
    assert.equal(bitcoin.time.length, 365 * 24);
  });

  it('has fat tails, and volatility that clusters', () => {
    for (const bars of [bitcoin, ether]) {
      const moves = returns(bars);
      assert.ok(sampleKurtosis(moves) > 2, `excess kurtosis ${sampleKurtosis(moves)}`);
      const sizes = moves.map(Math.abs);
      for (const lag of [1, 5, 24]) {
        const clustering = sampleCorrelation(sizes.slice(lag), sizes.slice(0, -lag));
        assert.ok(clustering > 0.05, `sizes ${lag} hours apart correlate ${clustering}`);
      }
      const drift = sampleCorrelation(moves.slice(1), moves.slice(0, -1));
      assert.ok(Math.abs(drift) < 0.1, `and the moves themselves hardly do: ${drift}`);
    }
  });

  it('moves its crypto pairs together, and the euro apart', () => {
    assert.ok(sampleCorrelation(returns(bitcoin), returns(ether)) > 0.6);
    const open = new Map(Array.from(euro.time, (time, index) => [time, index]));
    const pairs = Array.from(bitcoin.time, (time, index) => [index, open.get(time)] as const).filter(
      ([index, other]) => index > 0 && other !== undefined && other > 0,
    );
    const moveOf = ({ close }: Bars, index: number) => Math.log(close[index] / close[index - 1]);
    const correlation = sampleCorrelation(
      pairs.map(([index]) => moveOf(bitcoin, index)),
      pairs.map(([, index]) => moveOf(euro, index ?? 0)),
    );
    assert.ok(Math.abs(correlation) < 0.5, `${correlation}`);
  });

  it('closes foreign exchange from Friday to Sunday, 22:00 UTC', () => {
    assert.deepEqual(market.map(tradesAtWeekends), [true, true, false]);
    assert.deepEqual(market.map(keepsSundays), [true, true, false]);
    for (const time of euro.time) {
      const day = new Date(time).getUTCDay();
      const hour = (time % DAY) / HOUR;
      assert.ok(day !== 6 && !(day === 5 && hour >= 22) && !(day === 0 && hour < 22));
    }
    assert.ok(mean(Array.from(euro.close)) > 0.5);
  });

  it('comes back from its CSV as it was', () => {
    for (const bars of market)
      assert.deepEqual(parseBars(barsToCsv(bars), { file: 'x.csv', symbol: bars.symbol }, HOUR), bars);
  });
});
