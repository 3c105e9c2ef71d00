import type { Outcome } from './outcome';

// Apart from the outcome's schema: what only shows trades does not load that.

/** Which way a trade went that an action opened. */
export const sideOf = (action: Outcome['action']) => (action === 'BUY' ? 'long' : 'short');

/** The action that opens a trade of a side. */
export const actionOf = (side: 'long' | 'short'): Outcome['action'] => (side === 'long' ? 'BUY' : 'SELL');
