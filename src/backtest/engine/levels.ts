import type { Direction } from './costs';

/** Stop and target of a position as prices; null where it has none. Fixed at the decision. */
export interface Levels {
  readonly stop: number | null;
  readonly target: number | null;
}

/**
 * Where a position would leave, from the decision's close. A price given by the decision beats the definition's percentage.
 * @param direction +1 for a long, −1 for a short.
 * @returns null when a level lies on the wrong side of the close (or on it): such an entry is refused.
 */
export function levelsAt(
  close: number,
  direction: Direction,
  wanted: { stop?: number; target?: number },
  stops: { stop_loss_pct?: number; take_profit_pct?: number },
): Levels | null {
  const { stop_loss_pct: lossPct, take_profit_pct: profitPct } = stops;
  const stop = wanted.stop ?? (lossPct === undefined ? null : close * (1 - (direction * lossPct) / 100));
  const target =
    wanted.target ?? (profitPct === undefined ? null : close * (1 + (direction * profitPct) / 100));
  if (stop !== null && !(direction * (close - stop) > 0 && stop > 0)) return null;
  if (target !== null && !(direction * (target - close) > 0 && target > 0)) return null;
  return { stop, target };
}

/** How a level is met: at the open already, or at its own price within the bar. */
export interface Touch {
  readonly reason: 'stop_loss' | 'take_profit';
  readonly price: number;
}

/** The level that an opening price lies at or beyond, the stop first; it fills at that open. */
export function touchedAtOpen(open: number, direction: Direction, { stop, target }: Levels): Touch | null {
  if (stop !== null && direction * (open - stop) <= 0) return { reason: 'stop_loss', price: open };
  if (target !== null && direction * (open - target) >= 0) return { reason: 'take_profit', price: open };
  return null;
}

/** A level met within a bar; `ambiguous`: the bar touched the other one too. */
export interface TouchWithin extends Touch {
  readonly ambiguous: boolean;
}

/**
 * The level that a bar's range touches, for a position whose open decided nothing.
 * Where it touches both, nobody can tell which came first: the stop is taken, and `ambiguous` says so.
 */
export function touchedWithin(
  high: number,
  low: number,
  direction: Direction,
  { stop, target }: Levels,
): TouchWithin | null {
  const worst = direction > 0 ? low : high;
  const best = direction > 0 ? high : low;
  const atTarget = target !== null && direction * (best - target) >= 0;
  if (stop !== null && direction * (worst - stop) <= 0)
    return { reason: 'stop_loss', price: stop, ambiguous: atTarget };
  return atTarget ? { reason: 'take_profit', price: target, ambiguous: false } : null;
}
