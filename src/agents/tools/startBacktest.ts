import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { checkDefinition } from '../../backtest/definition/checkDefinition';
import { failingProviders } from '../../backtest/results/failing';
import { DAY } from '../../common/timeframe';
import { failingText } from '../../common/words';
import { figuresSchema, runAsOf } from '../runAsOf';
import { defineTool } from '../tool';
import { ToolRefusal } from '../toolRefusal';
import { untrusted, untrustedSchema } from '../untrusted';

const MOST_PROBLEMS = 10;

export const startBacktest = defineTool({
  name: 'backtest_start_run',
  title: 'Start Backtest',
  description:
    'Runs a backtest definition of this workspace from start to end and waits for it; it may take seconds to hours, tells progress, and stops when the call is cancelled (what was decided is kept, and the run can be resumed). It writes to data/ and replaces the outcomes that the previous run of the same definition left in memory by its own (they are archived). Programs and models that the definition names are run or asked. Returns the run id and its figures.',
  args: {
    definition: z
      .string()
      .min(1)
      .max(200)
      .describe('Name of a definition, as backtest_list_runs lists it: backtests/<name>.backtest.json.'),
  },
  result: {
    run: z.string().nullable().describe('Null where it could not begin.'),
    state: z.enum(['done', 'interrupted', 'cancelled', 'failed']),
    synthetic: z.boolean().describe('True: made-up bars; its results say nothing about any market.'),
    figures: figuresSchema.nullable(),
    problems: z
      .array(untrustedSchema)
      .describe(
        'Why it failed or was interrupted, and which providers failed to answer in more than 5 % of their questions.',
      ),
  },
  runs: true,
  bounds:
    'A definition whose last day lies after as_of is refused: its results would tell what was not known then.',
  async answer({ definition }, asked) {
    const { host, asOf } = asked;
    if (!host.start)
      throw new ToolRefusal(
        'Runs are not allowed here',
        'Ask the user to start this server with --allow-runs',
      );
    const file = await host.workspace.definition(definition);
    const checked = checkDefinition(file, await readFile(file, 'utf8'));
    if ('definition' in checked && Date.parse(checked.definition.to) + DAY > asOf)
      throw new ToolRefusal(
        `${definition} plays until ${checked.definition.to}, which was not known at as_of`,
        'Ask with a later "as_of", or without one',
      );
    const end = await host.start(file, asked);
    if (end.state === 'failed')
      return {
        run: null,
        state: end.state,
        synthetic: false,
        figures: null,
        problems: end.problems
          .slice(0, MOST_PROBLEMS)
          .map(({ message }) => untrusted(host.workspace.withoutFolder(message))),
      };
    const { run, synthetic } = end.run;
    const { figures } = await runAsOf(host.workspace, end.run, asOf);
    const problems = [
      ...(end.run.problem === null ? [] : [`${end.run.problem}. The run can be resumed.`]),
      ...failingProviders(end.run.asked).map(failingText),
    ];
    return {
      run,
      state: end.state,
      synthetic,
      figures,
      problems: problems.slice(0, MOST_PROBLEMS).map((text) => untrusted(text)),
    };
  },
});
