/** Trades and how they ended. */
export interface TradeRecord {
  readonly trades: number;
  readonly wins: number;
  readonly win_rate: number | null;
  /** Wilson 95 %. */
  readonly win_rate_interval: readonly [number, number] | null;
  /** Account currency. */
  readonly pnl: number;
}

/** A provider's votes, for and against: one for a trade that won, or against one that lost, was right. */
export interface ProviderRecord extends TradeRecord {
  readonly right: number;
  readonly scored: number;
}
