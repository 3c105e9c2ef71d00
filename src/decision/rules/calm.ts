import { Answer, badLength, confidence, hold, type Rule, WARMING_UP } from './rule';

const RANGING = hold('no trend and no turbulence');

/** Volatility-regime filter: goes with the slow drift while the market is calm, and leaves in a volatile market. */
export const calm: Rule<'length'> = {
  description:
    'Volatility-regime filter: with the slow average while the market trends calmly, out when it is volatile.',
  defaults: { length: 120 },
  check: (parameters) => badLength(parameters, ['length']),
  start({ length }, history) {
    const average = history.series('sma', length);
    let above = false;
    let [ratio, adx] = [0, 0];
    const turbulent = new Answer(() => `volatile: ${ratio.toFixed(1)} times its usual range`);
    const drifting = new Answer(
      () => `a calm trend (ADX ${adx.toFixed(0)}) ${above ? 'above' : 'below'} the ${length}-bar average`,
    );
    return {
      reply({ regime, situation }) {
        if (!situation || regime === null || Number.isNaN(average.now)) return WARMING_UP;
        ratio = situation.volatility_ratio;
        adx = situation.adx;
        const excess = ratio - 1;
        if (regime === 'VOLATILE') return turbulent.of('CLOSE', confidence(excess));
        if (regime === 'RANGING') return RANGING;
        above = history.close(history.count - 1) > average.now;
        const evidence = (adx - 25) / 40 - Math.max(0, excess) / 2;
        return drifting.of(above ? 'BUY' : 'SELL', confidence(evidence));
      },
    };
  },
};
