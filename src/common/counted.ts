/** "1 trade", "3 trades": for what only English is spoken in. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
