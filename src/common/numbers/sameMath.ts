// Exponential and logarithm by +, −, × and ÷ alone, which IEEE 754 and JavaScript fix to the last bit. Math.exp, Math.log, Math.pow
// and ** are only "implementation-approximated" (ECMA-262, 21.3.2): their last digits differ from one engine to the next, and a run
// that was made on one Node would not replay on another. Each result below is within some units of the last place.

/** ln 2 as a sum of two doubles: the first has its low bits zero, so that its products with exponents of doubles are exact. */
const LN2_HIGH = 0x162e42fee * 1.1641532182693481e-10;
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = LN2_HIGH + LN2_LOW;
const SQRT_2 = Math.sqrt(2);
const SQRT_HALF = Math.sqrt(0.5);
/** Largest exponent that does not make infinity of 1, and smallest that does not make 0 of it. */
const MOST = 1024;
const LEAST = -1075;

/** 2^(2^place), each exact. */
const SQUARED_TWOS = [2];
const LAST = 9;
for (let place = 1; place <= LAST; place += 1)
  SQUARED_TWOS.push(SQUARED_TWOS[place - 1] * SQUARED_TWOS[place - 1]);

/** value · 2^exponent, for a whole exponent of at most 1,100 either way. */
function scaled(value: number, exponent: number): number {
  let result = value;
  let left = Math.abs(exponent);
  for (let place = 0; left > 0; place += 1) {
    // The last power counts as often as is left: 2^1100 is no number.
    const times = place < LAST ? left % 2 : left;
    for (let time = 0; time < times; time += 1)
      result = exponent > 0 ? result * SQUARED_TWOS[place] : result / SQUARED_TWOS[place];
    left = place < LAST ? (left - times) / 2 : 0;
  }
  return result;
}

/** 1/n: a product costs less than a division. */
const PARTS = Array.from({ length: 24 }, (_, n) => 1 / n);

/** e^x for |x| ≤ ln 2 / 2, by its Taylor series: the first term left out is below 2⁻⁵⁸ of the sum. */
function expNearZero(x: number): number {
  let sum = 1;
  for (let n = 13; n > 0; n -= 1) sum = 1 + x * PARTS[n] * sum;
  return sum;
}

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  const halvings = Math.round(x / LN2);
  if (halvings > MOST) return Infinity;
  if (halvings < LEAST) return 0;
  return scaled(expNearZero(x - halvings * LN2_HIGH - halvings * LN2_LOW), halvings);
}

/** 2^x; exact for a whole x. */
export function exp2(x: number): number {
  if (Number.isNaN(x)) return x;
  const whole = Math.round(x);
  if (whole > MOST) return Infinity;
  if (whole < LEAST) return 0;
  return scaled(expNearZero((x - whole) * LN2), whole);
}

/** Natural logarithm; −∞ of 0, NaN below it. */
export function ln(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return x;
  let part = x;
  let exponent = 0;
  for (let place = LAST; place >= 0 && (part >= 2 || part < 0.5); place -= 1) {
    const two = SQUARED_TWOS[place];
    for (; part >= two; exponent += 1 << place) part /= two;
    for (; part * two < 1; exponent -= 1 << place) part *= two;
  }
  // Brought from 1/2 to 2 nearer to 1, where the series is short.
  if (part > SQRT_2 || part < SQRT_HALF) {
    exponent += part > 1 ? 1 : -1;
    part *= part > 1 ? 0.5 : 2;
  }
  // ln m = 2·artanh((m − 1)/(m + 1)) = 2·(s + s³/3 + s⁵/5 + …), Abramowitz & Stegun (1964), 4.1.27.
  const s = (part - 1) / (part + 1);
  const square = s * s;
  let sum = 0;
  // Of a return from one bar to the next few terms count.
  for (let n = square < 1e-4 ? 9 : 23; n > 1; n -= 2) sum = (sum + PARTS[n]) * square;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * (s + s * sum));
}

/** base^exponent, for base > 0. The relative error grows with |exponent · ln base|: 1e-14 for results between 1e-40 and 1e40. */
export const power = (base: number, exponent: number): number => exp(exponent * ln(base));

/** Hyperbolic tangent of x ≥ 0. */
export const tanh = (x: number): number => 1 - 2 / (exp(2 * x) + 1);
