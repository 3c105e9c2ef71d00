import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { checkDefinition } from '../../backtest/definition/checkDefinition';
import type { Definition } from '../../backtest/definition/definition';
import { definitionSchema } from '../../backtest/definition/definition';
import { findRun, isUnderWay, readRuns } from '../../backtest/results/runFiles';
import type { RunSummary } from '../../backtest/results/runSummary';
import { definitionName, runFolder } from '../../common/files/workspacePaths';
import { hashOf } from '../../common/hashOf';
import { InputError, inputErrorOf } from '../../common/inputError';
import { type Problem, problemOf } from '../../common/problem';
import { version } from '../../common/version';
import { whatChanged } from '../../decision/log/decisionLog';
import type { LogHeader } from '../../decision/log/logEntry';
import type { ProviderContext } from '../../decision/providers/providerKind';
import { knownKind } from '../../decision/providers/providerKinds';
import { type OutcomeFacts, publicFacts } from '../../memory/outcomeRow';
import { type Market, readMarket } from './marketOfRun';

/** A definition that was read and found right, and its bars. */
export interface ReadyDefinition {
  /** Absolute. */
  readonly file: string;
  /** As its runs are named: the file's name without its ending. */
  readonly name: string;
  readonly definition: Definition;
  readonly market: Market;
}

/** A definition has mistakes, each with its place. */
export class DefinitionProblems extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'));
  }
}

/** For `catch`: the user's mistakes as values; anything else is thrown on. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof DefinitionProblems) return error.problems;
  return [problemOf(inputErrorOf(error))];
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

/**
 * What decides in a run, for its log.
 * @throws DefinitionProblems that names every provider that cannot be asked at all.
 */
export async function identitiesOf(
  { providers }: Definition,
  context: ProviderContext,
): Promise<LogHeader['providers']> {
  const found = await Promise.all(
    providers.map(async (provider) => {
      const kind = knownKind(provider);
      if (!kind.asked) return { id: provider.use, identity: 'built in' };
      const identity = await kind.identity(provider, context).catch(inputErrorOf);
      return { id: provider.use, identity };
    }),
  );
  const problems = found.flatMap(({ identity }) =>
    identity instanceof InputError ? problemOf(identity) : [],
  );
  if (problems.length > 0) throw new DefinitionProblems(problems);
  return found.map(({ id, identity }) => ({ id, identity: String(identity) }));
}

/** What a run depends on, as the first line of its log. @param started wall clock, ISO-8601. */
export function headerOf(
  workspace: string,
  { file, definition, market }: ReadyDefinition,
  included: readonly OutcomeFacts[],
  { run, started, providers }: Pick<LogHeader, 'run' | 'started' | 'providers'>,
): LogHeader {
  const inOrder = [...included].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    type: 'run',
    format: 1,
    run,
    version,
    started,
    definition_file: relative(workspace, file).split(sep).join('/'),
    // What was left out, as JSON has it: a log read back must compare equal.
    definition: JSON.parse(JSON.stringify(definition)),
    bars: market.files.map((bars) => ({ ...bars })),
    memory: { outcomes: included.length, sha256: hashOf(inOrder.map(publicFacts)) },
    providers,
  };
}

/**
 * Refuses a log of another version of this extension: the other version may have asked and decided otherwise.
 * @throws InputError that names both versions.
 */
export function requireVersion(logFile: string, header: LogHeader): void {
  if (header.version === version) return;
  throw new InputError(
    { file: logFile },
    `the run was made by version ${header.version}, and this is version ${version}, which may decide otherwise`,
    `Run the definition afresh, or install version ${header.version} to resume or replay the run`,
  );
}

/**
 * Whether a log may answer for a run as things are now.
 * @throws InputError that says what changed since: version, bars, definition, memory or provider.
 */
export function requireSame(logFile: string, before: LogHeader, now: LogHeader): void {
  requireVersion(logFile, before);
  const changes = (['definition', 'bars', 'memory', 'providers'] as const)
    .map((part) => [part, whatChanged(before[part], now[part])] as const)
    .filter(([, change]) => change !== '')
    .map(([part, change]) => `${part}: ${change}`);
  if (changes.length === 0) return;
  throw new InputError(
    { file: logFile },
    `the run cannot go on, for what it depends on has changed. ${changes.join('. ')}`,
    'Put back what it was, or run the definition afresh',
  );
}

/** Where the definition that a log names lies, absolute. @throws InputError where it names one outside the workspace. */
export function definitionFileOf(workspace: string, header: LogHeader, file: string): string {
  const found = resolve(workspace, header.definition_file);
  const path = relative(workspace, found);
  if (!path.startsWith('..') && !isAbsolute(path)) return found;
  throw new InputError({ file }, 'it names a definition outside the workspace', 'Run the definition afresh');
}

/** The definition as it was when the run began. @throws InputError where this version cannot read it. */
export function definitionOf(header: LogHeader, file: string): Definition {
  const parsed = definitionSchema.safeParse(header.definition);
  if (parsed.success) return parsed.data;
  throw new InputError({ file }, 'its definition is not one of this version', 'Run the definition afresh');
}

/** @throws InputError where there is no such run. */
export async function requireRun(workspace: string, run: string): Promise<RunSummary> {
  const found = await findRun(workspace, run);
  if (found) return found;
  const file = runFolder(workspace, run);
  throw new InputError({ file }, 'there is no such run', 'Name a folder of data/runs that has a run.json');
}

/** Two runs of one definition would archive each other's outcomes. To be asked under the lock of data/runs. */
export async function refuseSecondRun(workspace: string, name: string, file: string): Promise<void> {
  const { runs } = await readRuns(workspace);
  const other = runs.find((run) => run.definition === name && isUnderWay(run));
  if (!other) return;
  throw new InputError({ file }, `is running already, as ${other.run}`, 'Wait for it to end, or cancel it');
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const remedy = 'Name a definition that exists, such as backtests/mine.backtest.json';
    throw new InputError({ file }, `cannot be read: ${(error as Error).message}`, remedy);
  }
}
