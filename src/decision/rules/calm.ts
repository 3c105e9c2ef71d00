import { SMA } from 'trading-signals';
import { badLength, confidence, hold, type Rule, WARMING_UP } from './rule';

/** Volatility-regime filter: goes with the slow drift while the market is calm, and out when it is not. */
export const calm: Rule<'length'> = {
  description:
    'Volatility-regime filter: with the slow average while the market trends calmly, out when it is volatile.',
  defaults: { length: 120 },
  check: (parameters) => badLength(parameters, ['length']),
  start({ length }) {
    const average = new SMA(length);
    let close = 0;
    return {
      update(history, index) {
        close = history.close(index);
        average.add(close);
      },
      reply({ regime, situation }) {
        if (!situation || regime === null || !average.isStable) return WARMING_UP;
        const excess = situation.volatility_ratio - 1;
        if (regime === 'VOLATILE') {
          return {
            action: 'CLOSE',
            confidence: confidence(excess),
            reason: `volatile: ${situation.volatility_ratio.toFixed(1)} times its usual range`,
          };
        }
        if (regime === 'RANGING') return hold('no trend and no turbulence');
        const above = close > average.getResultOrThrow();
        return {
          action: above ? 'BUY' : 'SELL',
          confidence: confidence((situation.adx - 25) / 40 - Math.max(0, excess) / 2),
          reason: `a calm trend (ADX ${situation.adx.toFixed(0)}) ${above ? 'above' : 'below'} the ${length}-bar average`,
        };
      },
    };
  },
};
