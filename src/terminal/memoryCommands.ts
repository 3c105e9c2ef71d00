import { resolve } from 'node:path';
import { parseIsoTime } from '../common/calendar';
import { LOCAL_OLLAMA } from '../decision/ollama/ollamaHost';
import type { OutcomeFilter } from '../memory/search/outcomeFilter';
import { type EmbedderChoice, openEmbedder } from '../workspace/embedderChoice';
import { importPythonJob } from '../workspace/jobs/importPythonJob';
import { restoreJob } from '../workspace/jobs/restoreJob';
import { searchJob } from '../workspace/jobs/searchJob';
import { similarJob } from '../workspace/jobs/similarJob';
import { statsJob } from '../workspace/jobs/statsJob';
import { verifyJob } from '../workspace/jobs/verifyJob';
import { cliCommand, show, UsageError } from './command';
import { progressBar } from './progressLine';

/** How many outcomes a search shows where `--count` does not say. */
const SHOWN = 10;

const SEARCH_OPTIONS = {
  archive: { type: 'boolean' },
  model: { type: 'string' },
  ollama: { type: 'string' },
  'ollama-host': { type: 'string' },
  count: { type: 'string' },
  symbol: { type: 'string' },
  side: { type: 'string' },
  regime: { type: 'string' },
  provider: { type: 'string' },
  result: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  'as-of': { type: 'string' },
} as const;
type SearchValues = { readonly [Name in Exclude<keyof typeof SEARCH_OPTIONS, 'archive'>]?: string };

/** The commands about data/memory. */
export const MEMORY_COMMANDS = [
  cliCommand({
    name: 'verify',
    operands: '',
    summary: [
      'open every file of data/memory and check it; ends with 1 where something is wrong',
      '[--repair]',
    ],
    options: { repair: { type: 'boolean' } },
    run: async ({ workspace, values, json }) =>
      show(await verifyJob(workspace, values.repair === true), json),
  }),
  cliCommand({
    name: 'search',
    operands: '<words>',
    summary: [
      'outcomes whose situation is described by such words',
      '[--symbol S] [--side long|short] [--regime R] [--provider P] [--result won|lost] [--from D] [--to D] [--as-of D]',
      '[--archive] [--count N] [--model <folder of an ONNX model> | --ollama <model> [--ollama-host <address>]]',
    ],
    options: SEARCH_OPTIONS,
    async run({ operands: [text], workspace, values, json }) {
      const embedder = await openEmbedder(embedderOf(values), __dirname);
      const request = {
        text,
        filter: filterOf(values),
        count: countOf(values),
        archive: values.archive === true,
      };
      const terminal = process.stderr.isTTY;
      const report = await searchJob(workspace, request, embedder, (done, of) => {
        if (terminal) process.stderr.write(`\r\x1b[K${progressBar(done / of)} ${done} of ${of} embedded`);
      });
      if (terminal) process.stderr.write('\r\x1b[K');
      return show(report, json);
    },
  }),
  cliCommand({
    name: 'similar',
    operands: '<decision-id>',
    summary: ['earlier outcomes that resemble a trade, of those its decision could know'],
    options: {},
    run: async ({ operands: [id], workspace, json }) => show(await similarJob(workspace, id), json),
  }),
  cliCommand({
    name: 'restore',
    operands: '<run>',
    summary: ["move a run's outcomes from the archive back into data/memory"],
    options: {},
    run: async ({ operands: [run], workspace, json }) => show(await restoreJob(workspace, run), json),
  }),
  cliCommand({
    name: 'import',
    operands: '<folder>',
    summary: ['take over the memory of the Python engine from its data folder'],
    options: {},
    run: async ({ operands: [from], workspace, json }) =>
      show(await importPythonJob(workspace, resolve(from)), json),
  }),
  cliCommand({
    name: 'stats',
    operands: '',
    summary: ['what lies in data/memory'],
    options: {},
    run: async ({ workspace, json }) => show(await statsJob(workspace), json),
  }),
];

function embedderOf({ model, ollama, 'ollama-host': host }: SearchValues): EmbedderChoice {
  if (model !== undefined) return { kind: 'model', folder: resolve(model) };
  if (ollama === undefined) return { kind: 'lexical' };
  return { kind: 'ollama', host: host ?? LOCAL_OLLAMA.address, model: ollama };
}

function filterOf(values: SearchValues): OutcomeFilter {
  const { symbol, regime, provider, from, to, 'as-of': asOf } = values;
  for (const [name, text] of Object.entries({ from, to, 'as-of': asOf })) {
    if (text !== undefined && parseIsoTime(text) === null)
      throw new UsageError(`--${name} must be a date or a time, such as 2025-01-31`);
  }
  const side = oneOf('side', values.side, ['long', 'short'] as const);
  const result = oneOf('result', values.result, ['won', 'lost'] as const);
  return { symbol, side, regime, provider, result, from, to, asOf };
}

function oneOf<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  const chosen = choices.find((choice) => choice === text);
  if (text !== undefined && chosen === undefined)
    throw new UsageError(`--${name} must be ${choices.join(' or ')}`);
  return chosen;
}

function countOf({ count }: SearchValues): number {
  const number = Number(count ?? SHOWN);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError('--count must be a whole number above 0');
}
