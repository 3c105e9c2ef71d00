import { exp } from '../common/numbers/sameMath';
import { randomNumbers } from '../common/randomNumbers';
import { DAY, HOUR } from '../common/timeframe';
import { type Bars, emptyBars, sliceBars } from './bars';

/** How a synthetic symbol behaves. Volatility is the standard deviation of an hour's return. */
interface Character {
  readonly symbol: string;
  readonly price: number;
  readonly digits: number;
  readonly volatility: number;
  /** Share of the symbol's noise that all symbols have in common. */
  readonly common: number;
  readonly weekends: boolean;
}

const CHARACTERS: readonly Character[] = [
  { symbol: 'BTCUSD', price: 94_000, digits: 2, volatility: 0.005, common: 0.9, weekends: true },
  { symbol: 'ETHUSD', price: 3_300, digits: 2, volatility: 0.0065, common: 0.9, weekends: true },
  { symbol: 'EURUSD', price: 1.04, digits: 5, volatility: 0.0009, common: 0.2, weekends: false },
];

/** Moods of a market: drift in volatilities per hour, and a factor on volatility. A mood lasts 120 hours on average. */
const MOODS = [
  { drift: 0.12, wildness: 0.9 },
  { drift: -0.12, wildness: 0.9 },
  { drift: 0, wildness: 0.7 },
  { drift: 0, wildness: 0.7 },
  { drift: 0, wildness: 1.9 },
] as const;
const STAY = 1 - 1 / 120;
const TAIL_FREEDOM = 4;
const STEPS = 4;

/**
 * Makes a seeded market for demonstrations, never to be shown without the word synthetic: hourly bars of three correlated
 * symbols with trends, ranges and turbulence (a Markov chain), volatility that clusters (GARCH(1,1), Bollerslev 1986)
 * and fat tails (Student's t with 4 degrees of freedom). EURUSD is closed from Friday to Sunday, 22:00 UTC.
 * @param from and @param to epoch ms, full hours, `to` excluded.
 */
export function syntheticMarket({ seed, from, to }: { seed: number; from: number; to: number }): Bars[] {
  const random = randomNumbers(seed);
  const hours = (to - from) / HOUR;
  const shared = new Float64Array(hours * STEPS).map(() => studentT(random));
  return CHARACTERS.map((character) => makeBars(character, from, hours, shared, random));
}

function makeBars(
  character: Character,
  from: number,
  hours: number,
  shared: Float64Array,
  random: () => number,
): Bars {
  const { symbol, volatility, common, weekends } = character;
  const bars = emptyBars(symbol, HOUR, hours);
  const round = (price: number) => Number(price.toFixed(character.digits));
  let count = 0;
  let price = character.price;
  let mood: (typeof MOODS)[number] = MOODS[2];
  let variance = 1;
  for (let hour = 0; hour < hours; hour += 1) {
    const time = from + hour * HOUR;
    if (random() > STAY) mood = MOODS[Math.floor(random() * MOODS.length)];
    const open = round(price);
    let high = open;
    let low = open;
    let traded = 0;
    for (let part = 0; part < STEPS; part += 1) {
      const noise = common * shared[hour * STEPS + part] + Math.sqrt(1 - common * common) * studentT(random);
      const move = mood.drift / STEPS + (Math.sqrt(variance) * mood.wildness * noise) / Math.sqrt(STEPS);
      variance = 0.02 + 0.9 * variance + 0.08 * Math.min(noise * noise * variance, 25);
      if (!weekends && isClosed(time)) continue;
      price *= exp(volatility * move);
      high = Math.max(high, round(price));
      low = Math.min(low, round(price));
      traded += Math.abs(move) * (0.5 + random());
    }
    if (!weekends && isClosed(time)) continue;
    bars.time[count] = time;
    bars.open[count] = open;
    bars.high[count] = high;
    bars.low[count] = low;
    bars.close[count] = round(price);
    bars.volume[count] = Number((100 * (0.2 + traded)).toFixed(3));
    count += 1;
  }
  return sliceBars(bars, 0, count);
}

/** Whether foreign exchange rests: from Friday 22:00 to Sunday 22:00 UTC. */
function isClosed(time: number): boolean {
  const day = new Date(time).getUTCDay();
  const hour = (time % DAY) / HOUR;
  return day === 6 || (day === 5 && hour >= 22) || (day === 0 && hour < 22);
}

/** Draws from Student's t with 4 degrees of freedom, scaled to variance 1, by Bailey's polar method (1994). */
function studentT(random: () => number): number {
  for (;;) {
    const u = 2 * random() - 1;
    const v = 2 * random() - 1;
    const w = u * u + v * v;
    if (w === 0 || w > 1) continue;
    const t = u * Math.sqrt((TAIL_FREEDOM * (1 / Math.sqrt(w) - 1)) / w);
    return t / Math.sqrt(TAIL_FREEDOM / (TAIL_FREEDOM - 2));
  }
}
