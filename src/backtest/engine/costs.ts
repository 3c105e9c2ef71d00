/** Costs of trading, as fractions of the traded amount. */
export interface Costs {
  readonly fee: number;
  readonly slippage: number;
}

/** +1 for a purchase, −1 for a sale. */
export type Direction = 1 | -1;

export function costsFrom(costs: { fee_bps: number; slippage_bps: number }): Costs {
  return { fee: costs.fee_bps / 1e4, slippage: costs.slippage_bps / 1e4 };
}

/** price × (1 + direction × slippage): purchases fill above the price, sales below it. */
export function slipped(price: number, direction: Direction, { slippage }: Costs): number {
  return price * (1 + direction * slippage);
}

/** rate × |quantity × fill|, money. */
export function feeOf(quantity: number, fill: number, { fee }: Costs): number {
  return fee * Math.abs(quantity * fill);
}
