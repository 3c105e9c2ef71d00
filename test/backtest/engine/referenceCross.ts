// A moving-average cross in plain words, day by day, sharing no code with the engine: what the engine is held against.

export interface ReferenceBar {
  /** The bar's open, epoch ms. */
  readonly time: number;
  readonly open: number;
  readonly close: number;
}

export interface ReferenceTrade {
  readonly side: 'long' | 'short';
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitPrice: number;
  readonly quantity: number;
  readonly pnl: number;
}

export interface ReferenceRules {
  readonly fast: number;
  readonly slow: number;
  readonly capital: number;
  /** Fractions: 0.001 is 10 bps. */
  readonly fee: number;
  readonly slippage: number;
  /** Largest position, a fraction of equity. */
  readonly cap: number;
  /** True: a SELL opens a short, and turns a long into one. False: it only closes. */
  readonly short: boolean;
  /** Length of a bar, ms. */
  readonly step: number;
}

interface Holding {
  readonly long: boolean;
  readonly quantity: number;
  readonly price: number;
  readonly time: number;
  readonly fee: number;
}

/** Tolerance of the quantity's floor, and its step, as the design has them. */
const STEP = 1e-8;
const floorToStep = (quantity: number) =>
  Math.max(0, Math.floor(quantity / STEP + 1e-9) / Math.round(1 / STEP));

function meanOfLast(bars: readonly ReferenceBar[], upTo: number, length: number): number {
  let total = 0;
  for (const { close } of bars.slice(upTo - length + 1, upTo + 1)) total += close;
  return total / length;
}

/** The trades in the order they closed, and the money at the end. */
export function referenceCross(
  bars: readonly ReferenceBar[],
  rules: ReferenceRules,
): { trades: ReferenceTrade[]; cash: number } {
  const trades: ReferenceTrade[] = [];
  let cash = rules.capital;
  let holding: Holding | null = null;
  let sellAtOpen = false;
  let buyAtOpen: { long: boolean; quantity: number } | null = null;

  const worth = (held: Holding, price: number) =>
    held.long ? held.quantity * price : held.quantity * (2 * held.price - price);
  const leave = (held: Holding, raw: number, time: number) => {
    const price = held.long ? raw * (1 - rules.slippage) : raw * (1 + rules.slippage);
    const fee = rules.fee * held.quantity * price;
    cash += worth(held, price) - fee;
    const gain = held.long ? price - held.price : held.price - price;
    trades.push({
      side: held.long ? 'long' : 'short',
      entryTime: held.time,
      entryPrice: held.price,
      exitTime: time,
      exitPrice: price,
      quantity: held.quantity,
      pnl: gain * held.quantity - held.fee - fee,
    });
  };

  bars.forEach((bar, today) => {
    // In the morning what was decided last night is done: out first, then in.
    if (holding && sellAtOpen) {
      leave(holding, bar.open, bar.time);
      holding = null;
    }
    if (buyAtOpen) {
      const { long } = buyAtOpen;
      const price = long ? bar.open * (1 + rules.slippage) : bar.open * (1 - rules.slippage);
      const payable = cash / (price * (1 + rules.fee));
      const quantity = buyAtOpen.quantity <= payable ? buyAtOpen.quantity : floorToStep(payable);
      if (quantity > 0) {
        const fee = rules.fee * quantity * price;
        cash -= quantity * price + fee;
        holding = { long, quantity, price, time: bar.time, fee };
      }
    }
    sellAtOpen = false;
    buyAtOpen = null;

    // In the evening the averages are compared.
    if (today + 1 < rules.slow) return;
    const fast = meanOfLast(bars, today, rules.fast);
    const slow = meanOfLast(bars, today, rules.slow);
    if (fast === slow) return;
    const long = fast > slow;
    if (holding?.long === long) return;
    sellAtOpen = holding !== null;
    if (!long && !rules.short) return;
    // Without leverage or turning round, a long-only account enters only when it holds nothing.
    if (holding && !rules.short) return;
    const free = cash + (holding ? worth(holding, bar.close) : 0);
    const byCap = (rules.cap * free) / bar.close;
    const byCash = free / (bar.close * (1 + rules.fee));
    const quantity = floorToStep(Math.min(byCap, byCash));
    if (quantity > 0) buyAtOpen = { long, quantity };
  });
  const last = bars.at(-1);
  if (holding && last) leave(holding, last.close, last.time + rules.step);
  return { trades, cash };
}
