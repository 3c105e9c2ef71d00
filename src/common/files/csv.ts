import { unparse } from 'papaparse';

/** What a spreadsheet takes for a formula. (Papa Parse’s own pattern lets one pass that has a line break.) */
const FORMULA = /^[=+\-@\t\r\n]/;

/** A table as CSV: a header and its rows, a line each; a cell that a spreadsheet would compute begins with a quote. */
export function csvOf(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const table = { fields: [...header], data: rows.map((row) => [...row]) };
  return `${unparse(table, { newline: '\n', escapeFormulae: FORMULA })}${rows.length > 0 ? '\n' : ''}`;
}
