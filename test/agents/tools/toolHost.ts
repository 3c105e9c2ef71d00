import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '../../../src/agents/openWorkspace';
import type { ToolAnswer, ToolCall, ToolHost } from '../../../src/agents/tool';
import { toolNamed } from '../../../src/agents/tools/registry';
import type { Outcome } from '../../../src/memory/outcome';
import { tempFolder } from '../../tempFolder';

/** A workspace on disk that holds these outcomes. */
export function workspaceWith(outcomes: readonly Outcome[]): string {
  const folder = tempFolder('tools');
  for (const part of ['data/memory', 'data/runs', 'backtests'])
    mkdirSync(join(folder, part), { recursive: true });
  putOutcomes(folder, outcomes);
  return folder;
}

/** Without a flush: only a test's own process reads them. */
export function putOutcomes(folder: string, outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes)
    writeFileSync(
      join(folder, 'data/memory', `outcome_${outcome.decision_id}.json`),
      JSON.stringify(outcome),
    );
}

export function hostOf(folder: string, changes: Partial<ToolHost> = {}): ToolHost {
  return { workspace: openWorkspace(folder), now: () => Date.UTC(2030, 0, 1), start: null, ...changes };
}

export const quietCall = (signal = new AbortController().signal): ToolCall => ({ signal, progress() {} });

export function ask(
  host: ToolHost,
  name: string,
  args: object = {},
  call = quietCall(),
): Promise<ToolAnswer> {
  return toolNamed(name).call(args, host, call);
}

/** The result of a question that has one. */
export async function resultOf<Result>(answer: Promise<ToolAnswer>): Promise<Result> {
  const settled = await answer;
  if (!settled.ok) throw new Error(settled.problem);
  return settled.result as Result;
}

/** What a question is refused with. */
export async function problemOf(answer: Promise<ToolAnswer>): Promise<string> {
  const settled = await answer;
  if (settled.ok) throw new Error('it was answered');
  return settled.problem;
}
