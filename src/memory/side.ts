/** What a decision can say. */
export const ACTIONS = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const;
export type Action = (typeof ACTIONS)[number];

/** The actions that open a trade. */
export type OpeningAction = 'BUY' | 'SELL';

/** Directions of trades. */
export const SIDES = ['long', 'short'] as const;
export type Side = (typeof SIDES)[number];

/** The side of a trade that an action opened. */
export const sideOf = (action: OpeningAction): Side => (action === 'BUY' ? 'long' : 'short');

/** The action that opens a trade of a side. */
export const actionOf = (side: Side): OpeningAction => (side === 'long' ? 'BUY' : 'SELL');
