import assert from 'node:assert/strict';
import fc from 'fast-check';
import { definitionSchema } from '../../../src/backtest/definition/definition';
import { type EngineResult, runEngine } from '../../../src/backtest/engine/engine';
import { HOUR } from '../../../src/common/timeframe';
import type { Decision } from '../../../src/decision/decision';
import { type Bars, emptyBars, sliceBars } from '../../../src/market/bars';
import { ACTIONS } from '../../../src/memory/side';

const START = Date.UTC(2025, 2, 30);

/** Hourly bars from random steps in percent; hours with `there` false are missing. */
const bars = (symbol: string) =>
  fc
    .array(
      fc.record({
        gap: fc.integer({ min: -8, max: 8 }),
        move: fc.integer({ min: -8, max: 8 }),
        wick: fc.integer({ min: 0, max: 9 }),
        there: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 3, maxLength: 60 },
    )
    .map((steps): Bars => {
      const made = emptyBars(symbol, HOUR, steps.length);
      let price = 100;
      let count = 0;
      steps.forEach(({ gap, move, wick, there }, hour) => {
        if (there === 0 && count > 0) return;
        const open = price * (1 + gap / 100);
        price = open * (1 + move / 100);
        made.time[count] = START + hour * HOUR;
        made.open[count] = open;
        made.close[count] = price;
        made.high[count] = Math.max(open, price) * (1 + wick / 100);
        made.low[count] = Math.min(open, price) * (1 - wick / 100);
        made.volume[count] = 1;
        count += 1;
      });
      return sliceBars(made, 0, count);
    });

const market = fc.tuple(bars('A'), bars('B'));
const decisions = fc.array(fc.constantFrom(...ACTIONS), { minLength: 130, maxLength: 130 });
const options = fc.record({
  reverse: fc.boolean(),
  stop: fc.constantFrom(undefined, 3, 6),
  target: fc.constantFrom(undefined, 4),
  hold: fc.constantFrom(undefined, 2, 5),
});

async function play(
  symbols: readonly Bars[],
  tape: readonly Decision['action'][],
  { reverse, stop, target, hold }: { reverse: boolean; stop?: number; target?: number; hold?: number },
) {
  const asked: string[] = [];
  /** Of each quarter's end: bars so far, and those with a position among them. */
  const quarterEnds: (readonly [bars: number, exposed: number])[] = [];
  const definition = definitionSchema.parse({
    name: 'random',
    symbols: symbols.map(({ symbol }) => ({ symbol, file: 'x' })),
    timeframe: '1h',
    from: '2025-03-30',
    to: '2025-04-30',
    providers: [{ use: 'rule:trend' }],
    reverse,
    sizing: { risk: 0.5, cap: 0.9 },
    stops: { stop_loss_pct: stop, take_profit_pct: target, max_holding: hold },
  });
  const result = await runEngine({
    run: 'r',
    definition,
    bars: symbols,
    onQuarterEnd: (_, curve) => {
      quarterEnds.push([curve.length, curve.exposedBars]);
    },
    decide(request) {
      const { history } = request;
      asked.push(
        JSON.stringify([
          request.symbol,
          request.time,
          request.cash,
          request.equity,
          request.position,
          history.close(history.count - 1),
        ]),
      );
      assert.throws(() => history.close(history.count), RangeError);
      // A tape by symbol and hour, so that it does not depend on how many bars there are.
      const hour = (request.time - START) / HOUR;
      return {
        action: tape[hour * 2 + (request.symbol === 'A' ? 0 : 1)],
        confidence: 50,
        reason: '',
        votes: [],
        weights: [],
        leader: '',
      };
    },
  });
  return { result, asked, quarterEnds };
}

const told = ({ trades }: EngineResult, until: number) =>
  JSON.stringify(
    trades
      .filter((trade) => trade.exitTime <= until && trade.exitReason !== 'end_of_run')
      .map(({ opening: { decisionId, symbol, time, decision }, ...trade }) => [
        trade,
        decisionId,
        symbol,
        time,
        decision,
      ]),
  );

describe('the engine, whatever the bars and decisions', () => {
  it('keeps the books: Σ pnl is the equity’s change, and cash is negative only through a short', async () => {
    await fc.assert(
      fc.asyncProperty(market, decisions, options, async (symbols, tape, how) => {
        const { result } = await play(symbols, tape, how);
        const pnl = result.trades.reduce((sum, trade) => sum + trade.pnl, 0);
        const { equity, cash: free } = result.equity;
        const end = equity.length - 1;
        assert.ok(Math.abs(equity[end] - 10_000 - pnl) < 1e-6);
        assert.equal(free[end], equity[end]);
        const shortLost = result.trades.some(
          (trade) => trade.side === 'short' && trade.pnl < -trade.entryPrice * trade.quantity,
        );
        for (const cash of free) assert.ok(shortLost || cash > -1e-6, `cash ${cash}`);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('at every bar has as equity the capital, what closed trades made, and what open ones are worth', async () => {
    await fc.assert(
      fc.asyncProperty(market, decisions, options, async (symbols, tape, how) => {
        const { result } = await play(symbols, tape, how);
        const { time, equity, cash } = result.equity;
        time.forEach((at, bar) => {
          let settled = 10_000;
          let tied = 0;
          const unclear: { readonly pnl: number; readonly mark: number; readonly notional: number }[] = [];
          for (const trade of result.trades) {
            if (trade.entryTime > at) continue;
            const notional = trade.entryPrice * trade.quantity;
            const own = symbols.find(({ symbol }) => symbol === trade.opening.symbol);
            const last = own?.time.findLastIndex((open) => open <= at) ?? -1;
            const move =
              (trade.side === 'long' ? 1 : -1) * ((own?.close[last] ?? Number.NaN) - trade.entryPrice);
            const mark = move * trade.quantity - 0.001 * notional; // The fee of 10 bps that is the default.
            if (trade.exitTime <= at) settled += trade.pnl;
            else if (trade.exitTime > at + HOUR)
              [settled, tied] = [settled + mark, tied + notional + move * trade.quantity];
            // Left within this bar, or at the next one's open: the time is the same.
            else unclear.push({ pnl: trade.pnl, mark, notional: notional + move * trade.quantity });
          }
          const ways = unclear.reduce(
            (all, { pnl, mark, notional }) =>
              all.flatMap(([worth, held]) => [
                [worth + pnl, held],
                [worth + mark, held + notional],
              ]),
            [[settled, tied]],
          );
          assert.ok(
            ways.some(
              ([worth, held]) =>
                Math.abs(worth - equity[bar]) < 1e-6 && Math.abs(cash[bar] + held - equity[bar]) < 1e-6,
            ),
            `bar ${bar}: ${equity[bar]} is none of ${ways}`,
          );
        });
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  it('counts the bars with a position, run and quarter by quarter', async () => {
    await fc.assert(
      fc.asyncProperty(market, decisions, options, async (symbols, tape, how) => {
        const { result, quarterEnds } = await play(symbols, tape, how);
        const { time } = result.equity;
        // Entered by then and not left at or before that open: a position left within the bar was held after it.
        const exposed = (until: number) =>
          time
            .slice(0, until)
            .filter((at) => result.trades.some((trade) => trade.entryTime <= at && trade.exitTime > at))
            .length;
        assert.equal(result.exposedBars, exposed(time.length));
        for (const [bars, count] of quarterEnds) assert.equal(count, exposed(bars));
        assert.equal(quarterEnds.at(-1)?.[0], time.length);
      }),
      { seed: 14, numRuns: 200 },
    );
  });

  it('fills inside the bar, slippage apart', async () => {
    await fc.assert(
      fc.asyncProperty(market, decisions, options, async (symbols, tape, how) => {
        const { result } = await play(symbols, tape, how);
        for (const trade of result.trades) {
          const own = symbols.find(({ symbol }) => symbol === trade.opening.symbol);
          assert.ok(own);
          const entered = own.time.indexOf(trade.entryTime);
          assert.ok(Math.abs(trade.entryPrice / own.open[entered] - 1) < 0.0005 + 1e-9);
          assert.ok(trade.entryTime >= trade.opening.time);
          if (trade.exitReason === 'end_of_run') continue;
          const within = own.time.indexOf(trade.exitTime - HOUR);
          const at = own.time.indexOf(trade.exitTime);
          const fits = (index: number) =>
            index >= 0 &&
            trade.exitPrice <= own.high[index] * 1.000501 &&
            trade.exitPrice >= own.low[index] * 0.999499;
          assert.ok(fits(within) || fits(at));
        }
      }),
      { seed: 12, numRuns: 300 },
    );
  });

  it('knows nothing of later bars: scrambling them changes nothing before', async () => {
    await fc.assert(
      fc.asyncProperty(
        market,
        decisions,
        options,
        fc.integer({ min: 1, max: 50 }),
        async (symbols, tape, how, cut) => {
          const until = START + cut * HOUR;
          const scrambled = symbols.map((own) => {
            const copy = {
              ...own,
              open: own.open.slice(),
              high: own.high.slice(),
              low: own.low.slice(),
              close: own.close.slice(),
            };
            own.time.forEach((time, index) => {
              if (time < until) return;
              for (const column of ['open', 'high', 'low', 'close'] as const) copy[column][index] *= 3;
            });
            return copy;
          });
          const [one, other] = [await play(symbols, tape, how), await play(scrambled, tape, how)];
          const early = (asked: string[]) => asked.filter((request) => JSON.parse(request)[1] <= until);
          assert.deepEqual(early(other.asked), early(one.asked));
          // An exit at exactly `until` may be one at the open of the first scrambled bar.
          assert.equal(told(other.result, until - 1), told(one.result, until - 1));
        },
      ),
      { seed: 13, numRuns: 300 },
    );
  });
});
