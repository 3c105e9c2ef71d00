import { z } from 'zod';
import { whatChanged } from '../../decision/log/decisionLog';
import type { LogEntry } from '../../decision/log/logEntry';
import { outcomeSchema } from '../../memory/outcome';
import { firstDivergence } from '../../run/compare/firstDivergence';
import { decisionTime } from '../../run/decisionTrail';
import { figuresSchema, type RunAsOf, runAsOf } from '../runAsOf';
import { type Asked, defineTool } from '../tool';
import { ToolRefusal } from '../toolRefusal';
import { untrusted, untrustedSchema } from '../untrusted';

const run = outcomeSchema.shape.run_id.describe('Id from backtest_list_runs.');

/** The inputs of a run that tell nothing of later times; hashes of bars and memory might. */
const TIMELESS_INPUTS = ['definition', 'providers', 'version'] as const;
const ALL_INPUTS = [...TIMELESS_INPUTS, 'bars', 'memory'] as const;

export const compareRuns = defineTool({
  name: 'backtest_compare_runs',
  title: 'Compare Runs',
  description:
    'Compares two backtest runs: what differs in their inputs (definition, bars, memory, providers, version), their figures side by side, and the first decision in which they part. Use it to find out why results changed.',
  args: { first: run, second: run },
  result: {
    inputs: z
      .array(z.object({ part: z.enum(ALL_INPUTS), change: untrustedSchema }))
      .describe('What of their inputs differs, the first against the second; empty where nothing does.'),
    compared: z.array(z.enum(ALL_INPUTS)).describe('The inputs that were compared.'),
    figures: z.array(figuresSchema).describe('Of the first, then of the second.'),
    whole_runs_known: z.boolean().describe('False: at least one is cut at as_of; then compare with care.'),
    first_divergence: z
      .object({
        lines: z.array(z.union([z.number().int(), z.literal('none')])),
        change: untrustedSchema,
      })
      .nullable()
      .describe('Where their decision logs first differ, by line of each log; null where they do not.'),
  },
  bounds:
    'Figures reach to as_of, and so does the search for the first difference. Where a run goes on after as_of, its bars and memory are not compared: their hashes hold what came later.',
  async answer({ first, second }, asked) {
    const { workspace } = asked.host;
    const runs: RunAsOf[] = [];
    for (const id of [first, second])
      runs.push(await runAsOf(workspace, await workspace.run(id), asked.asOf));
    const [a, b] = runs.map(({ header, summary }) => {
      if (header) return header;
      throw new ToolRefusal(`The decision log of ${summary.run} cannot be read`, 'Compare other runs');
    });
    const whole = runs.every((one) => one.whole);
    const compared = whole ? ALL_INPUTS : TIMELESS_INPUTS;
    const inputs = compared
      .map((part) => ({ part, change: whatChanged(a[part], b[part]) }))
      .filter(({ change }) => change !== '')
      .map(({ part, change }) => ({ part, change: untrusted(change, 600) }));
    const divergence = await divergenceOf(runs, asked);
    return {
      inputs,
      compared: [...compared],
      figures: runs.map(({ figures }) => figures),
      whole_runs_known: whole,
      first_divergence: divergence && {
        lines: [...divergence.lines],
        change: untrusted(divergence.change, 600),
      },
    };
  },
});

async function divergenceOf(runs: readonly RunAsOf[], { host, asOf, signal }: Asked) {
  const logs: { file: string; run: string }[] = [];
  for (const { summary } of runs) {
    const file = await host.workspace.log(summary.run);
    if (file) logs.push({ file, run: summary.run });
  }
  const known = (entry: LogEntry, id: string) => {
    const definition = runs.find(({ summary }) => summary.run === id)?.definition;
    const time = timeOf(entry, id, definition);
    return time !== null && time <= asOf;
  };
  return firstDivergence(logs, known, signal);
}

/** When the decision of an entry was taken, epoch ms; null where the time cannot be told. */
function timeOf(entry: LogEntry, id: string, definition: RunAsOf['definition'] | undefined): number | null {
  if (entry.type === 'weights') return Date.parse(entry.time);
  if (!definition || (entry.type !== 'reply' && entry.type !== 'decision')) return null;
  return decisionTime(entry.decision_id, id, definition);
}
