import { z } from 'zod';

const text = z.string().nullish();
const number = z.number().nullish();
const flag = z.boolean().nullish();

/**
 * An outcome as any version of the Python engine wrote it. All fields may be missing, unknown fields are kept.
 * Times without a zone are UTC; money is in the quote currency.
 */
export const legacyOutcomeSchema = z.looseObject({
  decision_id: z.union([z.string(), z.number()]).nullish(),
  asset_pair: text,
  /** BUY, SELL, LONG, SHORT or HOLD; later versions write the action as policy_action (OPEN_SMALL_LONG). */
  action: text,
  policy_action: text,
  entry_timestamp: text,
  exit_timestamp: text,
  entry_price: number,
  exit_price: number,
  /** Units of the asset. */
  position_size: number,
  /** Net of total_transaction_cost, where that cost was recorded. */
  realized_pnl: number,
  pnl_percentage: number,
  holding_period_hours: number,
  ai_provider: text,
  /** The providers that were asked, without their answers. */
  ensemble_providers: z.unknown().optional(),
  /** 0 to 100. */
  decision_confidence: number,
  reasoning: text,
  hit_stop_loss: flag,
  hit_take_profit: flag,
  fee_cost: number,
  slippage_cost: number,
  spread_cost: number,
  total_transaction_cost: number,
});

export type Legacy = z.infer<typeof legacyOutcomeSchema>;
