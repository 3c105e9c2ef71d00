import { InputError } from '../../common/inputError';
import type { Answer, AskedProvider, Scheduling } from '../askedProvider';
import { askTwice, type Spoken } from '../ollama/twoTries';
import { type Mask, maskOf } from '../prompt/mask';
import { promptOf } from '../prompt/prompt';
import type { PromptOptions } from '../prompt/promptContext';
import { ProviderFailure } from '../provider';
import type { AskedKind } from '../providers/providerKind';
import type { DecisionRequest, Memory } from '../request';
import type { EditorModels, ModelMessage } from './editorModels';

const PREFIX = 'lm:';
/** Questions under way at once: editors limit them. */
const AT_ONCE = 2;
/** Waits before the tries after failures of the editor or its models' hosts, ms. */
const WAITS = [500, 2000, 3000];
const FAMILY = /^[a-z0-9][\w.:/-]*$/i;

const familyOf = (use: string) => use.slice(PREFIX.length);

/** Language models that VS Code offers, such as GitHub Copilot's: asked through the editor, and never without an editor. */
export const lmKind: AskedKind = {
  prefix: PREFIX,
  meaning: 'a language model that VS Code offers, by its family',
  examples: [`${PREFIX}gpt-4o`],
  asked: true,
  mistakes({ use, parameters }) {
    if (!FAMILY.test(familyOf(use))) {
      const remedy = `Name one by its family, such as ${PREFIX}gpt-4o`;
      return [{ at: 'use', problem: `${use} names no family of models`, remedy }];
    }
    if (Object.keys(parameters).length === 0) return [];
    return [{ at: 'parameters', problem: `${use} takes no parameters`, remedy: 'Remove them' }];
  },
  async identity({ use }, { editor, definitionFile: file }) {
    if (!editor) {
      const problem = `${use} is a language model of VS Code, which is not asked from here`;
      throw new InputError({ file }, problem, 'Run the definition in VS Code, or name another provider');
    }
    const found = await editor.model(familyOf(use));
    if ('identity' in found) return found.identity;
    throw new InputError({ file }, `${use}: ${found.problem}`, found.remedy);
  },
  make: ({ use }, { editor, promptOptions }, known) => new LmProvider(use, editor, promptOptions, known),
};

/** Everything that a model is sent. */
type LmQuestion = { family: string; messages: { role: 'user' | 'assistant'; content: string }[] };

class LmProvider implements AskedProvider<LmQuestion> {
  readonly scheduling: Scheduling;

  /** @param editor null for a replay, which asks nobody. */
  constructor(
    readonly id: string,
    private readonly editor: EditorModels | null,
    private readonly promptOptions: PromptOptions,
    private readonly known: () => readonly Memory['outcome'][],
  ) {
    // The model answers differently each time, so the answer of another run is no answer in this run.
    this.scheduling = {
      lane: PREFIX,
      atOnce: AT_ONCE,
      seesAccount: promptOptions.portfolio,
      repeatable: false,
      waits: WAITS,
    };
  }

  question(request: DecisionRequest): LmQuestion {
    const { system, user } = promptOf(request, {
      promptOptions: this.promptOptions,
      known: this.known(),
      self: this.id,
    });
    const messages = [system, user].map((content) => ({ role: 'user' as const, content }));
    return { family: familyOf(this.id), messages };
  }

  mask(request: DecisionRequest): Mask | null {
    return this.promptOptions.blind ? maskOf(request) : null;
  }

  async ask({ messages }: LmQuestion, signal: AbortSignal): Promise<Answer> {
    return askTwice((more) => this.hear([...messages, ...more], signal), '');
  }

  /** Does nothing: the editor manages its models. */
  close(): void {}

  private async hear(messages: readonly ModelMessage[], signal: AbortSignal): Promise<Spoken> {
    if (!this.editor) throw new Error(`${this.id} is asked without an editor`);
    const answer = await this.editor.ask(familyOf(this.id), messages, signal);
    if ('failure' in answer) throw new ProviderFailure(answer.failure, answer.why);
    return { content: answer.said, thinking: '', stopped: null };
  }
}
