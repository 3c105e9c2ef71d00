import { readFile } from 'node:fs/promises';
import { checkDefinition } from '../../backtest/definition/checkDefinition';
import type { Definition } from '../../backtest/definition/definition';
import { definitionName } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import { problemOf } from '../../common/problem';
import { DefinitionProblems } from './definitionProblems';
import { type Market, readMarket } from './marketOfRun';

/** A definition that was read and found right, and its bars. */
export interface ReadyDefinition {
  /** Absolute. */
  readonly file: string;
  /** Name of the file without its ending, by which the definition's runs are named. */
  readonly name: string;
  readonly definition: Definition;
  readonly market: Market;
}

/** @param now wall clock, epoch ms: bars that end after it are unfinished. @throws DefinitionProblems or InputError. */
export async function readDefinition(
  workspace: string,
  file: string,
  now: number,
  note: (text: string) => void,
): Promise<ReadyDefinition> {
  const { name, definition } = await readDefinitionFile(file);
  const market = await readMarket(definition, { workspace, definitionFile: file, now }, note);
  return { file, name, definition, market };
}

/** A definition without its bars, and its name. @throws DefinitionProblems or InputError. */
export async function readDefinitionFile(file: string): Promise<{ name: string; definition: Definition }> {
  const checked = checkDefinition(file, await readText(file));
  if ('problems' in checked) throw new DefinitionProblems(checked.problems.map(problemOf));
  return { name: definitionName(file), definition: checked.definition };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const remedy = 'Name a definition that exists, such as backtests/mine.backtest.json';
    throw new InputError({ file }, `cannot be read: ${(error as Error).message}`, remedy);
  }
}
