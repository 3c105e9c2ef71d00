import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type Definition, definitionSchema } from '../../backtest/definition/definition';
import { hashOf } from '../../common/hashOf';
import { InputError } from '../../common/inputError';
import { version } from '../../common/version';
import { whatChanged } from '../../decision/log/decisionLog';
import type { LogHeader } from '../../decision/log/logEntry';
import { changedFiles } from '../../decision/providers/pinnedFiles';
import { type OutcomeFacts, publicFacts } from '../../memory/outcomeRow';
import type { ReadyDefinition } from './readDefinition';

/** Makes the first line of a run's log, which names all that the run depends on. @param started wall clock, ISO-8601. */
export function headerOf(
  workspace: string,
  { file, definition, market }: ReadyDefinition,
  included: readonly OutcomeFacts[],
  { run, started, providers }: Pick<LogHeader, 'run' | 'started' | 'providers'>,
): LogHeader {
  const inOrder = [...included].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    type: 'run',
    format: 2,
    run,
    version,
    v8: process.versions.v8,
    started,
    definition_file: relative(workspace, file).split(sep).join('/'),
    // Drops undefined fields as JSON does: a log read back must compare equal.
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
    .map((part) => [part, changeOf(part, before, now)] as const)
    .filter(([, change]) => change !== '')
    .map(([part, change]) => `${part}: ${change}`);
  if (changes.length === 0) return;
  throw new InputError(
    { file: logFile },
    `the run cannot go on, for what it depends on has changed. ${changes.join('. ')}`,
    'Put back what it was, or run the definition afresh',
  );
}

/** Tells what changed in a part of what a run depends on, the user's own code by its files; empty where nothing did. */
function changeOf(
  part: 'definition' | 'bars' | 'memory' | 'providers',
  before: LogHeader,
  now: LogHeader,
): string {
  const change = whatChanged(before[part], now[part]);
  if (part !== 'providers' || change === '') return change;
  const files = before.providers.flatMap(({ id, identity }, index) => {
    const after = now.providers[index];
    return after?.id === id ? changedFiles(identity, after.identity) : [];
  });
  return files.length > 0 ? [...new Set(files)].join(', ') : change;
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
