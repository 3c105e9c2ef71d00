/** Characters that a prompt shows of a text from elsewhere. */
const SHOWN = 300;

/**
 * Makes a text from elsewhere safe to stand in a prompt: one line, shortened, without characters that a terminal or a
 * reader would obey, and without the brackets of fences and of the tokens by which models tell who speaks.
 */
export function inert(text: string): string {
  const flat = text
    .slice(0, 10 * SHOWN)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\s]+/gu, ' ')
    .replaceAll(/[<[{]/g, '(')
    .replaceAll(/[>\]}]/g, ')')
    .replaceAll('|', '/')
    .replaceAll('`', "'")
    .trim();
  return flat.length > SHOWN || text.length > 10 * SHOWN ? `${flat.slice(0, SHOWN)}…` : flat;
}
