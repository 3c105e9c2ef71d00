import type { Tool } from './formats';
import type { BadRow, LoggedTrade } from './loggedTrade';

/** A trade log after reading. */
export interface TradeLog {
  readonly tool: Tool;
  /** In the text's order. */
  readonly trades: readonly LoggedTrade[];
  readonly bad: readonly BadRow[];
  /** The columns, or JSON fields, that each field of a trade was taken from. */
  readonly fields: Readonly<Partial<Record<keyof LoggedTrade, string>>>;
  /** Whether some times name no zone; such times were taken for UTC. */
  readonly naive: boolean;
  /**
   * Length of the bars whose opening times the log writes, ms: an exit is known one bar later at the latest.
   * Null where the log writes the times of the fills themselves.
   */
  readonly barStep: number | null;
}

/** The trades found in a text, before the times of the log are judged as a whole. */
export type FoundTrades = Omit<TradeLog, 'barStep'>;
