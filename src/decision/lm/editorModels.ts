import type { FailureCause } from '../provider';

/** What is said to a model; there is nobody but the user who says it. */
export interface ModelMessage {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** A model that may be asked, named so that another is told from it; or why there is none, and what to do. */
export type EditorModel =
  | { readonly identity: string }
  | { readonly problem: string; readonly remedy: string };

/** What a model said, or why it said nothing. */
export type EditorAnswer =
  | { readonly said: string }
  | { readonly failure: string; readonly why: FailureCause };

/** The language models that the editor offers, each known by its family. */
export interface EditorModels {
  /** Before a run begins: the user is asked whether it may ask the model. */
  model(family: string): Promise<EditorModel>;
  ask(family: string, messages: readonly ModelMessage[], signal: AbortSignal): Promise<EditorAnswer>;
}
