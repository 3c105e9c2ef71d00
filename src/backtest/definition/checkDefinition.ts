import { findNodeAtLocation, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { z } from 'zod';
import { InputError } from '../../common/inputError';
import { knownKind } from '../../decision/providers/providerKinds';
import { quoteOf } from '../engine/quote';
import { type Definition, definitionSchema } from './definition';
import { textPosition } from './textPosition';

type Checked = { readonly definition: Definition } | { readonly problems: readonly InputError[] };
type Path = (string | number)[];

/**
 * Reads a definition and finds everything that is wrong with it.
 * @param file named in the problems. @param text its content.
 */
export function checkDefinition(file: string, text: string): Checked {
  const content = text.replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const tree = parseTree(content, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || !tree) {
    const at = errors[0]?.offset ?? 0;
    const problem = errors[0] ? printParseErrorCode(errors[0].error) : 'the file is empty';
    return { problems: [syntaxError(file, content, at, problem)] };
  }
  const place = (path: Path, key?: string) => ({ file, ...textPosition(content, offsetOf(tree, path, key)) });
  const twice = duplicateKey(tree);
  if (twice) {
    const where = { file, ...textPosition(content, twice.offset) };
    return {
      problems: [new InputError(where, `${JSON.stringify(twice.value)} is given twice`, 'Keep one of them')],
    };
  }
  const parsed = definitionSchema.safeParse(JSON.parse(content), { reportInput: true });
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.flatMap((issue) =>
        sentences(issue).map(
          ({ problem, remedy, key }) => new InputError(place(issue.path as Path, key), problem, remedy),
        ),
      ),
    };
  }
  const problems = providerProblems(parsed.data, place).concat(currencyProblems(parsed.data, place));
  return problems.length > 0 ? { problems } : { definition: parsed.data };
}

function syntaxError(file: string, content: string, offset: number, problem: string): InputError {
  const words = problem.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return new InputError(
    { file, ...textPosition(content, offset) },
    `not valid JSON: ${words}`,
    'Correct the JSON here',
  );
}

/** Providers that do not exist, and parameters they do not take. */
function providerProblems(
  definition: Definition,
  place: (path: Path, key?: string) => InputError['place'],
): InputError[] {
  return definition.providers.flatMap((provider, index) =>
    knownKind(provider)
      .mistakes(provider)
      .map(
        ({ at, parameter, problem, remedy }) =>
          new InputError(place(['providers', index, at], parameter), problem, remedy),
      ),
  );
}

/** One account currency: no conversion is made, so a symbol quoted in another is refused. */
function currencyProblems(definition: Definition, place: (path: Path) => InputError['place']): InputError[] {
  return definition.symbols.flatMap(({ symbol, quote }, index) => {
    const { said, possible } = quoteOf(symbol);
    const at = place(['symbols', index, 'symbol']);
    const unsaid = quote === undefined && said === null;
    if (unsaid && possible.length > 0 && !possible.includes(definition.currency)) {
      return new InputError(
        at,
        `${symbol} may be quoted in ${possible.join(' or ')}, or its name may only end so`,
        `Name its "quote" beside it, such as "quote": "${definition.currency}"`,
      );
    }
    const currency = quote ?? said ?? definition.currency;
    if (currency === definition.currency) return [];
    return new InputError(
      at,
      `${symbol} is quoted in ${currency} but the account is in ${definition.currency}`,
      `Leave it out, set "currency" to "${currency}" for all symbols, or name its true "quote"`,
    );
  });
}

/** A schema issue in words: what is wrong, and what to write instead. */
function sentences(issue: z.core.$ZodIssue): { problem: string; remedy: string; key?: string }[] {
  const name = issue.path.length > 0 ? `"${issue.path.join('.')}"` : 'the definition';
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        problem: `"${[...issue.path, key].join('.')}" is not a field of a definition`,
        remedy: 'Correct its spelling or remove it',
        key,
      }));
    case 'invalid_type':
      return issue.input === undefined
        ? [{ problem: `${name} is missing`, remedy: `Add it (${issue.expected})` }]
        : [
            {
              problem: `${name} must be ${article(issue.expected)}`,
              remedy: `Write ${article(issue.expected)} here`,
            },
          ];
    case 'too_small':
      return [
        {
          problem: `${name} must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unit(issue.origin)}`,
          remedy: 'Write a larger one',
        },
      ];
    case 'too_big':
      return [
        {
          problem: `${name} must be at most ${issue.maximum}${unit(issue.origin)}`,
          remedy: 'Write a smaller one',
        },
      ];
    case 'invalid_value':
      return [
        { problem: `${name} is none of the known values`, remedy: `Use one of ${issue.values.join(', ')}` },
      ];
    default:
      return [{ problem: `${name} ${issue.message}`, remedy: 'Change it' }];
  }
}

const article = (type: string) => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

function unit(origin: string): string {
  if (origin === 'string') return ' characters long';
  return origin === 'array' ? ' long' : '';
}

/** Finds a path in the text, or its nearest parent that is there; with `key`, the name of the property. */
function offsetOf(tree: Node, path: Path, key?: string): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (!node) continue;
    const property = node.children?.find((child) => child.children?.[0].value === key);
    return (length === path.length && key !== undefined && property ? property : node).offset;
  }
  return tree.offset;
}

/** The first property name that an object has twice: JSON.parse would silently keep only the last. */
function duplicateKey(node: Node): Node | null {
  const names = new Set<string>();
  for (const child of node.children ?? []) {
    if (node.type === 'object' && child.children) {
      const [name] = child.children;
      if (names.has(name.value)) return name;
      names.add(name.value);
    }
    const within = duplicateKey(child);
    if (within) return within;
  }
  return null;
}
