import { lstat, readFile } from 'node:fs/promises';
import { InputError } from '../../common/inputError';

const REMEDY = 'Restore it from a backup, and import again';
const MB = 1024 * 1024;

/** Reads the bytes of a file of the Python engine. @param largest MB. @throws InputError for an unreadable or larger file. */
export async function readOldFile(file: string, largest: number): Promise<Buffer> {
  const fail = (problem: string) => new InputError({ file }, problem, REMEDY);
  try {
    const stat = await lstat(file);
    if (!stat.isFile()) throw fail('it is not a plain file, and links are not followed');
    if (stat.size > largest * MB) throw fail(`it is larger than ${largest} MB`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw fail(`it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Matches whole JSON texts, to leave them alone, and the words that Python writes for numbers that JSON does not have. */
const NOT_JSON = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/g;

export interface OldJson {
  readonly content: unknown;
  /** Number of numbers that were NaN or infinite. */
  readonly notNumbers: number;
}

/** Reads JSON in Python's notation. @param largest MB. @throws InputError for an unreadable, larger or invalid file. */
export async function readOldJson(file: string, largest: number): Promise<OldJson> {
  const text = (await readOldFile(file, largest)).toString('utf8').replace(/^\uFEFF/, '');
  try {
    return parseOldJson(text);
  } catch (error) {
    const problem = text.trim() === '' ? 'it is empty' : `it is not valid JSON (${(error as Error).message})`;
    throw new InputError({ file }, problem, REMEDY);
  }
}

/** Parses JSON in Python's notation: NaN and Infinity become null. @throws SyntaxError of JSON.parse. */
export function parseOldJson(text: string): OldJson {
  try {
    return { content: JSON.parse(text), notNumbers: 0 };
  } catch (error) {
    let notNumbers = 0;
    const json = text.replaceAll(NOT_JSON, (part) => {
      if (part.startsWith('"')) return part;
      notNumbers += 1;
      return 'null';
    });
    try {
      return { content: JSON.parse(json), notNumbers };
    } catch {
      throw error;
    }
  }
}
