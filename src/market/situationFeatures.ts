/**
 * Features of a market at a bar's close, each comparable across symbols and years. Lengths are in bars; ATR is ATR(14).
 */
export const SITUATION_FEATURES = [
  'trend', // (EMA20 − EMA50) / ATR
  'momentum_fast', // (close − close 10 bars ago) / (ATR·√10)
  'momentum_slow', // (close − close 50 bars ago) / (ATR·√50)
  'volatility', // ATR / close, percent
  'volatility_ratio', // ATR/close over its mean of the past 100 bars
  'range_position', // 0 at the 50-bar low, 1 at the 50-bar high
  'rsi', // RSI14, 0 to 100
  'bollinger', // (close − SMA20) / standard deviation of 20
  'adx', // ADX14, 0 to 100
] as const;
export type SituationFeature = (typeof SITUATION_FEATURES)[number];
