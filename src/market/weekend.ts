import type { Bars } from './bars';

const SUNDAY = 0;
const SATURDAY = 6;
/** Share of the 2/7 of bars that a market open every day has on Saturdays and Sundays. */
const SHARE = 0.6;

/** Whether a market trades at weekends: it has more than 60 % of the weekend bars of a market open every day. */
export function tradesAtWeekends({ time }: Bars): boolean {
  const weekend = time.filter((at) => [SATURDAY, SUNDAY].includes(new Date(at).getUTCDay())).length;
  return weekend / time.length > (SHARE * 2) / 7;
}

export function hasSaturdays({ time }: Bars): boolean {
  return time.some((at) => new Date(at).getUTCDay() === SATURDAY);
}
