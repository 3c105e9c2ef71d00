import type { Bars } from './bars';

const SUNDAY = 0;
const SATURDAY = 6;
/** Of the 2/7 that a market open every day would have on Saturday and Sunday. */
const SHARE = 0.6;

/** Whether more than 60 % of the 2/7 of its bars that a market without weekends would have lie on Saturday and Sunday. */
export function tradesAtWeekends({ time }: Bars): boolean {
  const weekend = time.filter((at) => [SATURDAY, SUNDAY].includes(new Date(at).getUTCDay())).length;
  return weekend / time.length > (SHARE * 2) / 7;
}

export function hasSaturdays({ time }: Bars): boolean {
  return time.some((at) => new Date(at).getUTCDay() === SATURDAY);
}
