import type { Side } from '../memory/side';
import type { Row } from './file/table';

/** The part of an entry that is not closed yet. */
export interface Lot {
  readonly row: Row;
  readonly side: Side;
  readonly time: number;
  readonly price: number;
  /** The part that the costs of the entry add to the profit of one unit: negative for money paid. */
  readonly costEach: number;
  quantity: number;
}

/** A quantity below this is rounding. */
export const NOTHING_LEFT = 1e-9;
/** Number of the oldest lots among which one of the same size is looked for. */
const LOOKED_AT = 200;

/** The open lots of one symbol. */
export class LotBook {
  readonly #lots = { long: [] as Lot[], short: [] as Lot[] };

  /** Open lots of both sides, by time of entry. */
  get open(): readonly Lot[] {
    return [...this.#lots.long, ...this.#lots.short].sort((a, b) => a.time - b.time);
  }

  add(lot: Lot): void {
    this.#lots[lot.side].push(lot);
  }

  /**
   * Takes up to `quantity` out of the lots of a side: out of a lot of exactly this size if there is one, else out of the
   * oldest lots first.
   * @returns each lot, with the quantity taken from it.
   */
  take(side: Side, quantity: number): { lot: Lot; closed: number }[] {
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
