/** The numbers of a bar. A missing volume is NaN. */
export interface BarNumbers {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Tells what is impossible about a bar; null for a possible one. Files and downloads are held to the same rules. */
export function problemOfBar({ open, high, low, close, volume }: BarNumbers): string | null {
  const price =
    problemOfPrice('open', open) ??
    problemOfPrice('high', high) ??
    problemOfPrice('low', low) ??
    problemOfPrice('close', close);
  if (price) return price;
  if (high < Math.max(open, close, low)) return 'high lies below another price of its bar';
  if (low > Math.min(open, close)) return 'low lies above another price of its bar';
  return volume < 0 ? `volume is ${volume}: it must be 0 or more` : null;
}

function problemOfPrice(name: string, price: number): string | null {
  if (!Number.isFinite(price)) return `${name} is missing`;
  return price <= 0 ? `${name} is ${price}: prices must be above 0` : null;
}
