import type { Row } from './file/table';

/** What is left of an entry that was not closed yet. */
export interface Lot {
  readonly row: Row;
  readonly side: 'long' | 'short';
  readonly time: number;
  readonly price: number;
  /** What its costs add to the profit of a unit. */
  readonly costEach: number;
  quantity: number;
}

/** A quantity below this is rounding. */
export const NOTHING_LEFT = 1e-9;
/** So many of the oldest are looked at for one of the same size. */
const LOOKED_AT = 200;

/** The open lots of one symbol. */
export class LotBook {
  readonly #lots = { long: [] as Lot[], short: [] as Lot[] };

  /** By their entries. */
  get open(): readonly Lot[] {
    return [...this.#lots.long, ...this.#lots.short].sort((a, b) => a.time - b.time);
  }

  add(lot: Lot): void {
    this.#lots[lot.side].push(lot);
  }

  /**
   * Takes up to `quantity` out of the lots of a side: out of the one of that very size, else the oldest first.
   * @returns the lots, and how much of each.
   */
  take(side: 'long' | 'short', quantity: number): { lot: Lot; closed: number }[] {
    const lots = this.#lots[side];
    const taken: { lot: Lot; closed: number }[] = [];
    let rest = quantity;
    while (rest > NOTHING_LEFT && lots.length > 0) {
      const size = rest;
      const same = lots.slice(0, LOOKED_AT).findIndex((lot) => Math.abs(lot.quantity - size) < NOTHING_LEFT);
      const place = Math.max(0, same);
      const lot = lots[place];
      const closed = Math.min(rest, lot.quantity);
      taken.push({ lot, closed });
      lot.quantity -= closed;
      rest -= closed;
      if (lot.quantity <= NOTHING_LEFT) lots.splice(place, 1);
    }
    return taken;
  }
}
