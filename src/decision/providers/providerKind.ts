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
  readonly parameters: Readonly<Record<string, number | boolean | string>>;
}

/** A mistake in a provider's `use` or parameters; `parameter` names the wrong one where there is one. */
export interface ProviderMistake {
  readonly at: 'use' | 'parameters';
  readonly parameter?: string;
  /** Sentences without a final stop, as an InputError takes them. */
  readonly problem: string;
  readonly remedy: string;
}

/** What a provider that is asked finds: the user's files, the hosts of models, and what models are told. */
export interface ProviderContext {
  /** Folder of the user's files, absolute. */
  readonly workspace: string;
  /** The definition that names the provider, absolute. */
  readonly definitionFile: string;
  /** What models are told, as the definition says. */
  readonly promptOptions: PromptOptions;
  readonly ollama: OllamaClient;
  /** Null without an editor. */
  readonly editor: EditorModels | null;
  /** Writes a line to the user's log. */
  tell(text: string): void;
}

interface KindOfProvider {
  /** Beginning of every `use` of the kind: "rule:". */
  readonly prefix: string;
  /** Describes the kind in the middle of a sentence; `examples` are names of providers. */
  readonly meaning: string;
  readonly examples: readonly string[];
  /** Finds the mistakes that show without asking the provider anything. */
  mistakes(named: NamedProvider): readonly ProviderMistake[];
}

/** A kind that decides by computing alone: computed again whenever a run is played, and never logged. */
export interface ComputedKind extends KindOfProvider {
  readonly asked: false;
  make(named: NamedProvider): Provider;
}

/** A kind that is asked: each answer is logged before the answer counts. */
export interface AskedKind extends KindOfProvider {
  readonly asked: true;
  /** @param known all outcomes remembered at the decision that the provider is asked about. */
  make(
    named: NamedProvider,
    context: ProviderContext,
    known: () => readonly Memory['outcome'][],
  ): AskedProvider;
  /**
   * Identifies what decides, for the log: a run does not go on with another identity.
   * @throws InputError where the provider cannot be asked at all.
   */
  identity(named: NamedProvider, context: ProviderContext): Promise<string>;
}

export type ProviderKind = ComputedKind | AskedKind;
