import { z } from 'zod';
import type { Tool } from '../tool';
import { compareRuns } from './compareRuns';
import { explainDecision } from './explainDecision';
import { getOutcome } from './getOutcome';
import { performance } from './performance';
import { listRuns, runSummary } from './runs';
import { searchOutcomes } from './searchOutcomes';
import { similarOutcomes } from './similarOutcomes';
import { startBacktest } from './startBacktest';

/** All tools, in the one list that editor and MCP server offer. */
export const TOOLS: readonly Tool[] = [
  searchOutcomes,
  getOutcome,
  similarOutcomes,
  performance,
  listRuns,
  runSummary,
  compareRuns,
  explainDecision,
  startBacktest,
];

/** Finds a tool. @throws where no tool has the name, since callers are offered the names of the list only. */
export function toolNamed(name: string): Tool {
  const tool = TOOLS.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no tool ${name}`);
  return tool;
}

/** JSON schema of a tool's arguments, as a caller writes them. */
export function argumentSchema({ args }: Tool): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(args, { target: 'draft-7', io: 'input' });
  return schema;
}

/** The entries of `contributes.languageModelTools`; a test compares package.json with the entries. */
export function manifestEntries(): Record<string, unknown>[] {
  return TOOLS.map((tool) => ({
    name: tool.name,
    toolReferenceName: tool.name,
    displayName: tool.title,
    userDescription: tool.description.split(/[.:;] /)[0].concat('.'),
    modelDescription: tool.description,
    canBeReferencedInPrompt: true,
    icon: tool.runs ? '$(play)' : '$(history)',
    tags: ['backtest'],
    when: 'isWorkspaceTrusted',
    inputSchema: argumentSchema(tool),
  }));
}
