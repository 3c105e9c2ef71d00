/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** A pair of numbers, and the group within which pairs are not independent of one another. */
export interface Pair {
  readonly x: number;
  readonly y: number;
  readonly group: string;
}

export interface Slope {
  /** Of y on x, by least squares. */
  readonly slope: number;
  /** 95 %. */
  readonly interval: readonly [number, number];
}

/**
 * The slope of y on x by least squares, with an error that allows pairs of a group to depend on one another, and each pair to
 * vary as it likes: Liang & Zeger, Biometrika 73 (1986), times G / (G − 1) · (n − 1) / (n − 2) for G groups, with Student's t of
 * G − 1 degrees.
 * @throws Error for fewer than three groups or an x that does not vary.
 */
export function slopeOf(pairs: readonly Pair[]): Slope {
  const n = pairs.length;
  const mean = (of: (pair: Pair) => number) => pairs.reduce((sum, pair) => sum + of(pair), 0) / n;
  const [middleX, middleY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const spread = pairs.reduce((sum, { x }) => sum + (x - middleX) * (x - middleX), 0);
  const slope = pairs.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0) / spread;
  const scores = new Map<string, number>();
  for (const { x, y, group } of pairs) {
    const left = y - middleY - slope * (x - middleX);
    scores.set(group, (scores.get(group) ?? 0) + (x - middleX) * left);
  }
  const groups = scores.size;
  if (groups < 3 || !(spread > 0)) throw new Error(`no slope of ${n} pairs in ${groups} groups`);
  const squares = [...scores.values()].reduce((sum, score) => sum + score * score, 0);
  const small = (groups / (groups - 1)) * ((n - 1) / (n - 2));
  const half = (studentT(groups - 1) * Math.sqrt(small * squares)) / spread;
  return { slope, interval: [slope - half, slope + half] };
}

/** The 97.5 % quantile of Student's t, by its expansion in 1 / degrees (Abramowitz & Stegun 26.7.5): within 0.2 % from 10 on. */
function studentT(degrees: number): number {
  const [z3, z5] = [Z * Z * Z, Z * Z * Z * Z * Z];
  const first = (z3 + Z) / 4;
  const second = (5 * z5 + 16 * z3 + 3 * Z) / 96;
  return Z + first / degrees + second / (degrees * degrees);
}
