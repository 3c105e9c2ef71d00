import type { Memory } from '../request';

/** What models are told, as a definition says. */
export interface PromptOptions {
  /** "1d". */
  readonly timeframe: string;
  readonly currency: string;
  readonly short: boolean;
  /** Costs of entry and exit together, percent of the traded amount. */
  readonly costs: number;
  /** Whether symbols, dates and price levels are hidden. */
  readonly blind: boolean;
  /** Whether cash, equity and the position are told. */
  readonly portfolio: boolean;
  /** Whether the user's notes on past trades are told: notes are hindsight. */
  readonly notes: boolean;
}

/** The parts of a prompt beside the request. */
export interface PromptContext {
  readonly promptOptions: PromptOptions;
  /** All outcomes remembered at the decision. */
  readonly known: readonly Memory['outcome'][];
  /** Id of the asked provider. */
  readonly self: string;
}

/** Names markets and prices in a prompt, plainly or masked. */
export interface Naming {
  market(symbol: string): string;
  price(price: number): string;
}
