/** A figure as it is stored and shown: null where it is undefined. Infinite counts as undefined: JSON and people know no such number. */
export type Figure = number | null;

/** Gives a figure that is finite; null for ±∞, NaN and what was undefined before. The one place that decides that. */
export const finite = (figure: Figure): Figure =>
  figure !== null && Number.isFinite(figure) ? figure : null;
