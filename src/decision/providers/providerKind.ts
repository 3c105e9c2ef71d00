import type { AskedProvider } from '../askedProvider';
import type { EditorModels } from '../lm/editorModels';
import type { OllamaClient } from '../ollama/ollamaClient';
import type { PromptOptions } from '../prompt/promptContext';
import type { Provider } from '../provider';
import type { Memory } from '../request';

/** A provider as a definition names it. */
export interface NamedProvider {
  /** "rule:trend". */
  readonly use: string;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What is wrong with it, in `use` or in its parameters (in one of them, where that is named). */
export interface ProviderMistake {
  readonly at: 'use' | 'parameters';
  readonly parameter?: string;
  /** Sentences without a final stop, as an InputError takes them. */
  readonly problem: string;
  readonly remedy: string;
}

/** What a provider that is asked finds around it. */
export interface ProviderContext {
  /** Absolute: where the user's files lie. */
  readonly workspace: string;
  /** Absolute: the definition that names it. */
  readonly definitionFile: string;
  /** What the definition says that models are told. */
  readonly promptOptions: PromptOptions;
  readonly ollama: OllamaClient;
  /** Null without an editor. */
  readonly editor: EditorModels | null;
  /** Says something to the user's log. */
  tell(text: string): void;
}

interface KindOfProvider {
  /** What every `use` of it begins with: "rule:". */
  readonly prefix: string;
  /** What it is, in the middle of a sentence, and how it is named. */
  readonly meaning: string;
  readonly examples: readonly string[];
  /** What can be told without asking it anything. */
  mistakes(named: NamedProvider): readonly ProviderMistake[];
}

/** Decides by computing alone: it is computed again whenever a run is played, and never logged. */
export interface ComputedKind extends KindOfProvider {
  readonly asked: false;
  make(named: NamedProvider): Provider;
}

/** Is asked: each answer is logged before it counts. */
export interface AskedKind extends KindOfProvider {
  readonly asked: true;
  /** @param known all that is remembered at the decision it is asked about. */
  make(
    named: NamedProvider,
    context: ProviderContext,
    known: () => readonly Memory['outcome'][],
  ): AskedProvider;
  /**
   * What decides, for the log: a run does not go on with another.
   * @throws InputError where it cannot be asked at all.
   */
  identity(named: NamedProvider, context: ProviderContext): Promise<string>;
}

export type ProviderKind = ComputedKind | AskedKind;
