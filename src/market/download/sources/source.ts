import type { Timeframe } from '../../../common/timeframe';
import type { TimedBar } from '../../barsCsv';
import type { Hours } from '../../gaps';

/** The instants from `from` to `to`, `to` excluded; epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A symbol as a source lists it. */
export interface Listing {
  /** Our name: "BTCUSD". */
  readonly symbol: string;
  /** The source's name: "BTC/USD". */
  readonly answered: string;
  /** IANA zone of the calendar days that daily bars cover. */
  readonly zone: string;
  readonly hours: Hours;
  /** How the listing differs from the symbol asked for, a clause for people; null where it does not. */
  readonly differs: string | null;
}

/** A source of bars. One instance serves all symbols of a download. */
export interface BarSource {
  /** "coinbase", or a template of the user's: "url:https://…". */
  readonly name: string;
  /** Host of the requests, by which `PoliteNet` keeps pauses and clocks. */
  readonly host: string;
  /** Available bar lengths, shortest first. */
  readonly timeframes: readonly Timeframe[];
  /** Longest span of one request, in bars. */
  readonly pageSize: number;
  /** Why the source may lack a span, a sentence without a final stop; null for a source that keeps all bars. */
  readonly limits: string | null;
  /**
   * Finds a symbol. @param accepted the source's names of listings that the user accepts in its place.
   * @throws InputError for a symbol that the source does not have.
   */
  find(symbol: string, timeframe: Timeframe, accepted: readonly string[]): Promise<Listing>;
  /** Asks for the bars of a span once. The answer is not checked: in any order, with bars outside of the span. */
  fetchPage(listing: Listing, timeframe: Timeframe, span: Span): Promise<readonly TimedBar[]>;
}
