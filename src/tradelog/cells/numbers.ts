/** The sign before the decimals of a table's numbers. */
export type Decimal = '.' | ',';

const DOT_DECIMAL = /^\d{1,3}(,\d{3})+\.\d+$|^\d+\.(\d{1,2}|\d{4,})$/;
const COMMA_DECIMAL = /^\d{1,3}(\.\d{3})+,\d+$|^\d+,(\d{1,2}|\d{4,})$/;
const PLAIN = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const GROUPED = /^([+-]?)(\d{1,3}(?:([ ,.'])\d{3})(?:\3\d{3})*)(?:([.,])(\d+))?$/;

/**
 * Tells the decimal sign of a table by its cells. Where no cell tells, a semicolon between the columns means a comma.
 */
export function decimalOf(cells: Iterable<string>, delimiter: string): Decimal {
  let dots = 0;
  let commas = 0;
  for (const cell of cells) {
    const bare = bareNumber(cell).replace(/^[+-]/, '');
    if (DOT_DECIMAL.test(bare)) dots += 1;
    else if (COMMA_DECIMAL.test(bare)) commas += 1;
  }
  if (dots === commas) return delimiter === ';' && dots === 0 ? ',' : '.';
  return dots > commas ? '.' : ',';
}

/**
 * Reads a number. Thousands may be separated by a space, an apostrophe, or the one of "." and "," that is not the
 * decimal sign. @returns null for a text that is no number.
 */
export function parseNumber(text: string, decimal: Decimal = '.'): number | null {
  if (decimal === '.' && PLAIN.test(text)) return finite(text);
  const bare = bareNumber(text);
  if (bare === '') return null;
  if (decimal === '.' && PLAIN.test(bare)) return finite(bare);
  const grouped = GROUPED.exec(bare);
  if (grouped) {
    const [, sign, whole, separator, point, decimals] = grouped;
    // "1.234" has a separator of thousands only where the comma is the decimal sign.
    if (separator !== decimal && (point === undefined || point === decimal))
      return finite(`${sign}${whole.replaceAll(separator, '')}.${decimals ?? '0'}`);
  }
  const dotted = decimal === ',' ? bare.replace(',', '.') : bare;
  if (decimal === ',' && bare.includes('.')) return null;
  return PLAIN.test(dotted) ? finite(dotted) : null;
}

function finite(text: string): number | null {
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** Removes spaces around, currency, percent sign, and the apostrophe that marks text in spreadsheets; "(5)" becomes "-5". */
function bareNumber(text: string): string {
  const bare = text
    .replaceAll(/[\u00a0\u202f\u2009]/g, ' ')
    .replaceAll('\u2212', '-')
    .replace(/^'/, '')
    .trim();
  const negative = /^\((.*)\)$/.exec(bare);
  if (negative) return `-${bareNumber(negative[1])}`;
  return bare
    .replace(/^([+-]?)\s*(?:[$€£¥₽₿]|[A-Z]{3,4}\s)\s*/, '$1')
    .replace(/\s*(?:%|[$€£¥₽₿]|\s[A-Z]{3,5})$/, '')
    .trim();
}
