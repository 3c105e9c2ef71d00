/** Writes a number and a noun, "1 trade" or "3 trades", for texts that are in English only. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
