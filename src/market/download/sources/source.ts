import type { Timeframe } from '../../../common/timeframe';
import type { TimedBar } from '../../barsCsv';
import type { Hours } from '../../gaps';

/** Instants from `from` up to, not including, `to`; epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a source knows a symbol as. */
export interface Listing {
  /** As we call it: "BTCUSD". */
  readonly symbol: string;
  /** As the source calls it: "BTC/USD". */
  readonly answered: string;
  /** Whose calendar days its daily bars are: an IANA zone. */
  readonly zone: string;
  readonly hours: Hours;
  /** Why what the source has is not what was asked for, in words; null where it is. */
  readonly differs: string | null;
}

/** Where bars come from. One instance serves all symbols of a download. */
export interface BarSource {
  /** "coinbase"; of a generic one its template: "url:https://…". */
  readonly name: string;
  /** Whom requests go to; pauses and the clock are kept by it. */
  readonly host: string;
  /** The bar lengths it has, shortest first. */
  readonly timeframes: readonly Timeframe[];
  /** How many bars long a span may be that is asked for at once. */
  readonly pageSize: number;
  /** Why it may not have a span, in a sentence without a final stop; null where it keeps everything. */
  readonly limits: string | null;
  /** @param accepted names of the source's that the user takes for what was asked. @throws InputError where it has nothing. */
  find(symbol: string, timeframe: Timeframe, accepted: readonly string[]): Promise<Listing>;
  /** The bars of a span as they came: in any order, with others around, nothing looked at. */
  fetchPage(listing: Listing, timeframe: Timeframe, span: Span): Promise<readonly TimedBar[]>;
}
