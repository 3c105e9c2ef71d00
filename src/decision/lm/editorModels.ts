import type { FailureCause } from '../provider';

/** A message of a chat with a model; the editor's models know no system role. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** The identity of a model that may be asked, or why no model may, and the remedy. */
export type EditorModel =
  | { readonly identity: string }
  | { readonly problem: string; readonly remedy: string };

/** A model's answer, or why there is none. */
export type EditorAnswer =
  | { readonly said: string }
  | { readonly failure: string; readonly why: FailureCause };

/** The language models that the editor offers, by family. */
export interface EditorModels {
  /** Finds a model before a run begins; the user is asked whether the run may use the model. */
  model(family: string): Promise<EditorModel>;
  ask(family: string, messages: readonly ModelMessage[], signal: AbortSignal): Promise<EditorAnswer>;
}
