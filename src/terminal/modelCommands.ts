import { resolve } from 'node:path';
import { workspaceOf } from '../common/files/workspacePaths';
import { counted, ENGLISH } from '../common/format';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import { healthOf, pullModel } from '../decision/ollama/ollamaModels';
import { estimateJob } from '../run/estimate';
import { cliCommand, show } from './command';
import { OLLAMA_OPTIONS, OLLAMA_USAGE, ollamaOf } from './ollamaOptions';
import { progressBar } from './progressLine';

/** The commands about models. */
export const MODEL_COMMANDS = [
  cliCommand({
    name: 'models',
    operands: '',
    summary: ['the models that your Ollama has; ends with 1 where it cannot be reached', OLLAMA_USAGE],
    options: OLLAMA_OPTIONS,
    async run({ values, json }) {
      const health = await healthOf(new OllamaClient(ollamaOf(values, process.env)));
      const text = health.reachable
        ? [
            `Ollama ${health.version} at ${health.host}, ${counted(health.models.length, 'model')}:`,
            ...health.models.map(
              ({ name, digest, loaded }) =>
                `  ${name.padEnd(30)} ${digest.slice(0, 12)}${loaded ? '  loaded' : ''}`,
            ),
          ].join('\n')
        : `There is no Ollama at ${health.host} (${health.reason}).`;
      return show({ text, json: health, ok: health.reachable }, json);
    },
  }),
  cliCommand({
    name: 'pull',
    operands: '<model>',
    summary: ['have your Ollama fetch a model', OLLAMA_USAGE],
    options: OLLAMA_OPTIONS,
    async run({ operands: [model], values }) {
      const cancel = new AbortController();
      process.once('SIGINT', () => cancel.abort());
      const terminal = process.stderr.isTTY;
      const ollama = new OllamaClient(ollamaOf(values, process.env));
      await pullModel(ollama, model, cancel.signal, (status, done, of) => {
        if (!terminal) return;
        const share =
          of === null
            ? ''
            : `${progressBar(done / of)} ${ENGLISH.whole(done / 1e6)} of ${ENGLISH.whole(of / 1e6)} MB `;
        process.stderr.write(`\r\x1b[K${share}${status}`);
      });
      if (terminal) process.stderr.write('\r\x1b[K');
      console.log(`${model} is there.`);
      return 0;
    },
  }),
  cliCommand({
    name: 'estimate',
    operands: '<definition>',
    summary: [
      'how many answers a run will need of models and programs, and how long they may take',
      OLLAMA_USAGE,
    ],
    options: OLLAMA_OPTIONS,
    async run({ operands: [definition], values, json }) {
      const file = resolve(definition);
      const ollama = ollamaOf(values, process.env);
      return show(await estimateJob(workspaceOf(file), file, ollama, Date.now()), json);
    },
  }),
];
