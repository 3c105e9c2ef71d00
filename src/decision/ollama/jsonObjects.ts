/** An object found in a text. */
export interface FoundObject {
  readonly content: unknown;
  /** Whether a field of the object is named twice, so that the text says two things. */
  readonly namesTwice: boolean;
}

/** Matches the next token of JSON and the spaces before it; group 1 is the token. What stands in strings is checked later. */
const TOKEN =
  /[ \t\r\n]*([{}[\]:,]|"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/sy;
/** Matches the rest of a text that ends within an object, or within a string. */
const CUT = /^\s*("(?:[^"\\]|\\.)*)?$/s;
/** First characters of a value. */
const VALUE = '"{[-0123456789tfn';

interface Span {
  readonly from: number;
  readonly to: number;
  /** How many fields were named. */
  readonly names: number;
}

/**
 * Finds the JSON objects that stand in a text, between words and other braces; an object within a found object is a part of
 * it. Walks over the text once, however it is nested.
 */
export function jsonObjects(text: string): FoundObject[] {
  const spans: Span[] = [];
  for (let from = text.indexOf('{'); from >= 0; ) {
    const walk = new Walk();
    const end = walk.along(text, from);
    // A text that ends within an object or a string was cut: what stands in it so far is no answer.
    if (!walk.closed && CUT.test(text.slice(end))) break;
    spans.push(...walk.found);
    from = text.indexOf('{', end);
  }
  return spans.flatMap((span) => objectAt(text, span));
}

/** Follows JSON from an opening brace on, until the brace is closed or the text is no JSON any more. */
class Walk {
  /** The closed objects that lie in no other closed object. */
  readonly found: Span[] = [];
  closed = false;
  readonly #open: { readonly from: number; readonly isList: boolean; names: number }[] = [];
  /** First characters that the next token may have. */
  #allowed = '{';

  /** @returns the end of the last token that is JSON where it stands. */
  along(text: string, start: number): number {
    let end = start;
    while (!this.closed) {
      TOKEN.lastIndex = end;
      const token = TOKEN.exec(text)?.[1];
      if (token === undefined || !this.#allowed.includes(token[0])) break;
      end = TOKEN.lastIndex;
      this.take(token, end);
    }
    return end;
  }

  private take(token: string, end: number): void {
    const inside = this.#open.at(-1);
    switch (token[0]) {
      case '{':
      case '[':
        this.#open.push({ from: end - 1, isList: token === '[', names: 0 });
        this.#allowed = token === '{' ? '"}' : `${VALUE}]`;
        return;
      case ':':
        this.#allowed = VALUE;
        return;
      case ',':
        this.#allowed = inside?.isList ? VALUE : '"';
        return;
      case '}':
      case ']':
        this.close(end);
        break;
      case '"':
        // A string where no other value may stand is a field's name.
        if (inside && !this.#allowed.startsWith(VALUE)) {
          inside.names += 1;
          this.#allowed = ':';
          return;
        }
    }
    this.#allowed = this.#open.at(-1)?.isList ? ',]' : ',}';
  }

  private close(end: number): void {
    const ended = this.#open.pop();
    if (ended && !ended.isList) {
      while ((this.found.at(-1)?.from ?? -1) > ended.from) this.found.pop();
      this.found.push({ from: ended.from, to: end, names: ended.names });
    }
    this.closed = this.#open.length === 0;
  }
}

function objectAt(text: string, { from, to, names }: Span): FoundObject[] {
  try {
    const content: unknown = JSON.parse(text.slice(from, to));
    return [{ content, namesTwice: Object.keys(Object(content)).length < names }];
  } catch {
    // A string within has a character or an escape that JSON does not.
    return [];
  }
}
