/** How much of a text that came from elsewhere a prompt shows, characters. */
const SHOWN = 300;

/**
 * A text from elsewhere as it may stand in a prompt: one line, shortened, no character that a terminal or a reader would
 * obey, and none of the brackets that fences, and the tokens by which models tell who speaks, are made of.
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
