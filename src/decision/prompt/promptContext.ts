import type { Memory } from '../request';

/** What a definition says that models are told. */
export interface PromptOptions {
  /** "1d". */
  readonly timeframe: string;
  readonly currency: string;
  readonly short: boolean;
  /** What entering and leaving cost together, percent of the traded amount. */
  readonly costs: number;
  /** Whether symbols, dates and price levels are hidden. */
  readonly blind: boolean;
  /** Whether cash, equity and the position are told. */
  readonly portfolio: boolean;
  /** Whether the user's notes on past trades are told: they were written when it was known what came of them. */
  readonly notes: boolean;
}

/** What a prompt is made of beside the request. */
export interface PromptContext {
  readonly promptOptions: PromptOptions;
  /** All that is remembered at the decision. */
  readonly known: readonly Memory['outcome'][];
  /** The provider that is asked. */
  readonly self: string;
}

/** How a prompt names markets, prices and times: as they are, or hidden. */
export interface Naming {
  market(symbol: string): string;
  price(price: number): string;
}
