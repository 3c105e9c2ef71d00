import type { Costs } from './costs';

/**
 * Why an entry that was decided is not made: a level on the wrong side of the close; no cash for one step; risk, cap or
 * size for less than one step; or dust, an order worth less than `sizing.min_notional`.
 */
export const REFUSALS = ['wrong_level', 'no_cash', 'below_step', 'dust'] as const;
export type Refusal = (typeof REFUSALS)[number];
/** How many entries were refused, by reason. */
export type Refusals = Readonly<Partial<Record<Refusal, number>>>;

/** What an order must be worth, as a fraction of the capital, where the definition does not say. */
const LEAST_NOTIONAL = 0.001;

/** Part of a step by which a quantity may fall short and count as whole, so that binary fractions cost no quantity. */
const STEP_TOLERANCE = 1e-9;

/** The largest multiple of `step` not above `quantity` (give or take 1e-9 of a step); 0 for anything below one step. */
export function floorToStep(quantity: number, step: number): number {
  const steps = Math.floor(quantity / step + STEP_TOLERANCE);
  if (!(steps > 0)) return 0;
  // 3 × 0.1 is not 0.3 in binary, 3 / 10 is.
  const perUnit = Math.round(1 / step);
  return perUnit >= 1 && Math.abs(perUnit * step - 1) < 1e-12 ? steps / perUnit : steps * step;
}

export interface SizingInputs {
  /** The decision's close, quote currency. */
  readonly entry: number;
  /** Price of the stop, or null where there is none: then cap and cash decide. */
  readonly stop: number | null;
  /** Account currency, marked at the decision's close. */
  readonly equity: number;
  /** Free at that close, with a position being reversed counted at its mark. */
  readonly cash: number;
  /** The decision's own limit, a fraction of equity. */
  readonly size?: number;
}

/**
 * quantity = floor to step of min(risk × equity / |entry − stop|, cap × equity / entry, cash / (entry × (1 + fee)),
 * and size × equity / entry where the decision says a size).
 * @returns 0 where nothing can be bought.
 */
export function positionSize(
  inputs: SizingInputs,
  sizing: { risk: number; cap: number; quantity_step: number },
  costs: Costs,
): number {
  const { entry, stop, equity, cash, size } = inputs;
  let quantity = Math.min((sizing.cap * equity) / entry, affordable(cash, entry, costs));
  if (stop !== null) quantity = Math.min(quantity, (sizing.risk * equity) / Math.abs(entry - stop));
  if (size !== undefined) quantity = Math.min(quantity, (size * equity) / entry);
  return floorToStep(quantity, sizing.quantity_step);
}

/** The quantity that `cash` pays for at a price, its fee included. */
export function affordable(cash: number, price: number, costs: Costs): number {
  return cash / (price * (1 + costs.fee));
}

/**
 * Whether an order is too small to be worth its place: below `sizing.min_notional`, or 0.1 % of the capital.
 * @param notional quantity × price, account currency; rounding (1e-9 of it) makes no dust.
 */
export function isDust(
  notional: number,
  { capital, sizing }: { capital: number; sizing: { min_notional?: number } },
): boolean {
  return notional * (1 + STEP_TOLERANCE) < (sizing.min_notional ?? LEAST_NOTIONAL * capital);
}
