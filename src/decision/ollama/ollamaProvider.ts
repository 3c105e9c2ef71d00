import { InputError } from '../../common/inputError';
import type { Answer, AskedProvider, Scheduling } from '../askedProvider';
import type { Json } from '../log/logEntry';
import { type Mask, maskOf } from '../prompt/mask';
import { promptOf } from '../prompt/prompt';
import type { PromptOptions } from '../prompt/promptContext';
import { estimateTokens } from '../prompt/tokens';
import type { AskedKind } from '../providers/providerKind';
import type { DecisionRequest, Memory } from '../request';
import { MissingModel } from './missingModel';
import { REPLY_FORMAT } from './modelReply';
import type { OllamaClient } from './ollamaClient';
import { shownAddress } from './ollamaHost';
import { digestOf } from './ollamaModels';
import { canThink, type Think, thinkingMistakes, thinkOf } from './thinking';
import { askTwice } from './twoTries';

const PREFIX = 'ollama:';
/** Largest number of tokens of an answer, thinking included. */
const LONGEST_ANSWER = 4096;
const SMALLEST_CONTEXT = 4096;
const THOUGHTS_REMEDY = ' ("think": false in the model’s parameters lets it answer at once)';

/** Matches a model's name as Ollama writes it; host, owner and tag may be left out. */
const MODEL = /^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*){0,2}(:[\w.-]+)?$/i;

const modelOf = (use: string) => use.slice(PREFIX.length);

export const ollamaKind: AskedKind = {
  prefix: PREFIX,
  meaning: 'a language model that your Ollama serves',
  examples: ['llama3.2', 'deepseek-r1', 'mistral', 'qwen2.5', 'gemma2'].map((model) => PREFIX + model),
  asked: true,
  mistakes({ use, parameters }) {
    if (!MODEL.test(modelOf(use))) {
      const remedy = `Name one as “ollama list” does, such as ${PREFIX}llama3.2`;
      return [{ at: 'use', problem: `${use} names no model`, remedy }];
    }
    return thinkingMistakes(use, parameters);
  },
  async identity({ use, parameters }, { ollama, definitionFile: file }) {
    const model = modelOf(use);
    const found = await digestOf(ollama, model, file);
    if (found === null) throw new MissingModel(file, model, shownAddress(ollama.host));
    if (!thinkOf(parameters) || (await canThink(ollama, model)) !== false) return found;
    throw new InputError({ file }, `${use} cannot think`, 'Remove "think" from its parameters');
  },
  make: ({ use, parameters }, { ollama, promptOptions }, known) =>
    new OllamaProvider(use, ollama, promptOptions, known, thinkOf(parameters)),
};

/** The whole request to a model but its host: the log shows the request, and another run can find its answer again. */
type ModelQuestion = {
  model: string;
  messages: { role: string; content: string }[];
  format: { [key: string]: Json };
  options: { temperature: number; seed: number; num_ctx: number; num_predict: number };
  /** Left out: the model thinks or does not, as it does by itself. */
  think?: Think;
  /** False: a prompt that does not fit is an error, where the host would cut the prompt without a word. */
  truncate: boolean;
};

/** A language model behind Ollama. */
export class OllamaProvider implements AskedProvider<ModelQuestion> {
  readonly scheduling: Scheduling;

  constructor(
    readonly id: string,
    private readonly ollama: OllamaClient,
    private readonly promptOptions: PromptOptions,
    private readonly known: () => readonly Memory['outcome'][],
    private readonly think?: Think,
  ) {
    this.scheduling = {
      lane: `ollama ${ollama.host.address}`,
      atOnce: ollama.host.atOnce,
      seesAccount: promptOptions.portfolio,
      repeatable: true,
      waits: ollama.host.waits,
    };
  }

  question(request: DecisionRequest): ModelQuestion {
    const { system, user } = promptOf(request, {
      promptOptions: this.promptOptions,
      known: this.known(),
      self: this.id,
    });
    return {
      model: modelOf(this.id),
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      format: REPLY_FORMAT,
      options: {
        temperature: 0,
        seed: 1,
        num_ctx: contextFor(estimateTokens(system) + estimateTokens(user)),
        num_predict: LONGEST_ANSWER,
      },
      ...(this.think !== undefined && { think: this.think }),
      truncate: false,
    };
  }

  mask(request: DecisionRequest): Mask | null {
    return this.promptOptions.blind ? maskOf(request) : null;
  }

  async ask(question: ModelQuestion, signal: AbortSignal): Promise<Answer> {
    return askTwice(async (more) => {
      const messages = [...question.messages, ...more];
      const { stopped, ...answer } = await this.ollama.chat({ ...question, messages }, signal);
      return {
        ...answer,
        stopped: stopped ? `it did not come to an end within ${LONGEST_ANSWER} tokens` : null,
      };
    }, THOUGHTS_REMEDY);
  }

  /** Does nothing: the host decides how long a model stays loaded. */
  close(): void {}
}

/**
 * Size of a context that holds prompt and answer: a power of two, so that one size serves all prompts of a run, and the
 * host does not load the model anew for another size.
 */
function contextFor(promptTokens: number): number {
  let context = SMALLEST_CONTEXT;
  while (context < promptTokens + LONGEST_ANSWER) context *= 2;
  return context;
}
