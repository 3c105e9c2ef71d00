// Number to text, in one place. This file imports nothing: the report's page, which no other room's code may enter, uses it too.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The text of an undefined figure, which is never 0. */
const NOTHING = '–';
/** An undefined figure is shown as a dash. */
type Figure = number | null | undefined;
type Writer = (value: number) => string;
type Plus = '+' | '';

const decimals = (digits: number): Intl.NumberFormatOptions => ({
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});

/**
 * Writes numbers in a language by `Intl`, with a true minus sign, and without a sign if all digits are 0.
 * @param plus the sign of numbers above 0.
 */
function writerOf(language: string, options: Intl.NumberFormatOptions, plus: Plus = ''): Writer {
  // Making a format takes a hundred times as long as using it, and a page that has just been opened needs few of them.
  let format: Intl.NumberFormat | null = null;
  return (value) => {
    format ??= new Intl.NumberFormat(language, options);
    const digits = format.format(Math.abs(value));
    return `${/[1-9]/.test(digits) ? (value < 0 ? '−' : plus) : ''}${digits}`;
  };
}

/**
 * Writes with a fixed number of digits after the point, rounded as `toFixed` does: by the binary value of the number.
 * Intl rounds by the decimal digits of the number, 1.005 up to 1.01.
 */
function rounded(
  language: string,
  digits: number,
  { plus = '', least = digits, ...options }: { plus?: Plus; least?: number } & Intl.NumberFormatOptions,
): Writer {
  const write = writerOf(language, { ...decimals(digits), minimumFractionDigits: least, ...options }, plus);
  return (value) => write(Number(value.toFixed(digits)));
}

const orDash = (write: Writer) => (value: Figure) =>
  value === null || value === undefined ? NOTHING : write(value);

/** Makes a writer for each number of digits once. */
function byDigits(make: (digits: number) => Writer): (value: number, digits: number) => string {
  const made = new Map<number, Writer>();
  return (value, digits) => {
    const known = made.get(digits);
    if (known) return known(value);
    const write = make(digits);
    made.set(digits, write);
    return write(value);
  };
}

/**
 * The ways in which people are shown numbers, in one language: in the editor, on the report's page and on the command line.
 * A name says what is given: a share of 1, a percent, money, or ms. A function of one number serves `map`.
 * @param language a BCP 47 tag: that of the words beside the numbers.
 */
export function formatsIn(language: string) {
  const write = (digits: number, options: Parameters<typeof rounded>[2] = {}) =>
    rounded(language, digits, { useGrouping: false, ...options });
  const grouped = { useGrouping: true };
  const whole = write(0);
  const one = write(1);
  const signedOne = write(1, { plus: '+' });
  const two = write(2);
  const signed = byDigits((digits) => write(digits, { plus: '+' }));
  const upToOne = write(1, { least: 0 });
  const days = write(1, { least: 0, style: 'unit', unit: 'day', unitDisplay: 'long' });
  const six = { maximumSignificantDigits: 6 };
  return {
    /** "12,345": how many there are of something. */
    count: orDash(write(0, grouped)),
    /** "67": a confidence of 100, a percent in a range. */
    whole,
    /** "0.52", "−0.50": any number, with so many digits after the point. */
    fixed: byDigits((digits) => write(digits)),
    /** "12,345.60": any number whose thousands are grouped. */
    groupedFixed: byDigits((digits) => write(digits, grouped)),
    /** "+1.20", "−0.30", "0.00": the sign says what colour alone would not. */
    signed,
    /** "1,234.50". */
    money: orDash(write(2, grouped)),
    /** "1.25": of Sharpe, a profit factor, and other figures without a unit. */
    ratio: orDash(write(2, grouped)),
    /** "+19.30", "−1,234.50", "0.00". */
    signedMoney: orDash(write(2, { ...grouped, plus: '+' })),
    /** "10.0 %" of 0.1. */
    percentOfShare: orDash((share) => `${one(100 * share)} %`),
    /** "−10.0 %" of a drawdown of 0.1. */
    drawdown: orDash((share) => `${one(-100 * share)} %`),
    /** "10 %" of 0.1. */
    wholePercentOfShare: orDash((share) => `${whole(100 * share)} %`),
    /** "+1.3 %" of 0.0125. */
    signedPercentOfShare: orDash((share) => `${signedOne(100 * share)} %`),
    /** "+1.25 %" of 1.25, with two digits. */
    signedPercentOfPercent: (percent: number, digits: number) => `${signed(percent, digits)} %`,
    /** "34–52 %" of the shares 0.34 and 0.52. */
    interval: (shares: readonly [number, number] | null): string =>
      shares ? `${whole(100 * shares[0])}–${whole(100 * shares[1])} %` : NOTHING,
    /** "1.10×": what a vote is multiplied by. */
    multiplier: (value: number) => `${two(value)}×`,
    /** "0.40–1.30×"; of two that are written alike, one: "1.10×". */
    multiplierRange: (range: readonly [number, number]) => `${[...new Set(range.map(two))].join('–')}×`,
    /** Six digits, so that the prices of a column stand under one another: "64,203.5" and "1.08310". */
    price: orDash(writerOf(language, { ...six, minimumSignificantDigits: 6 })),
    /** Six digits at most, "0.25". */
    quantity: writerOf(language, six),
    /** "0.8 s". */
    seconds: (ms: number) => `${one(ms / 1000)} s`,
    /** How long something took or was held: "45 min", "26 h", "3.5 days". */
    duration: orDash((ms) => {
      if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
      return ms < 2 * DAY ? `${upToOne(ms / HOUR)} h` : days(ms / DAY);
    }),
    /** How long something will still take, rounded up while that shows: "40 s", "12 min", "3.5 h". */
    timeLeft: (ms: number): string => {
      const seconds = Math.ceil(ms / 1000);
      if (seconds < 100) return `${seconds} s`;
      const minutes = Math.round(seconds / 60);
      return minutes < 100 ? `${minutes} min` : `${one(minutes / 60)} h`;
    },
  };
}

export type NumberFormats = ReturnType<typeof formatsIn>;

/** The formats of texts in English only: the command line, and texts that the command line shares with the editor. */
export const ENGLISH = formatsIn('en');

/** "2025-01-31 13:00", UTC, of epoch ms. */
export const minuteText = (time: number) => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
/** "2025-01-31", UTC, of epoch ms. */
export const dayText = (time: number) => new Date(time).toISOString().slice(0, 10);

// Prompts and logs must have the same bytes in every language, on every machine: no Intl here.

/** "0.52"; never "-0.00". The same bytes everywhere: for prompts and logs. */
export function plainFixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** "+1.20", "-0.30", "+0.00". The same bytes everywhere: for prompts and logs. */
export function plainSigned(value: number, digits: number): string {
  const text = plainFixed(value, digits);
  return text.startsWith('-') ? text : `+${text}`;
}

/** Writes a number and a noun, "1 trade" or "3 trades", for texts that are in English only. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
