import { compareRuns } from './compareRuns';
import { explainDecision } from './explainDecision';
import { getOutcome } from './getOutcome';
import { performance } from './performance';
import { listRuns, runSummary } from './runs';
import { searchOutcomes } from './searchOutcomes';
import { similarOutcomes } from './similarOutcomes';
import { startBacktest } from './startBacktest';
import type { Tool } from './tool';

/** Everything that a language model may ask of a workspace: the one list that editor and MCP server offer. */
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

/** @throws where no tool has the name: nobody is offered another. */
export function toolNamed(name: string): Tool {
  const tool = TOOLS.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no tool ${name}`);
  return tool;
}
