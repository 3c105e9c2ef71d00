/** A question without an answer; the message is for the caller, model or person. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';

  /** @param problem and @param remedy are sentences without a final stop; the remedy says what to ask instead. */
  constructor(problem: string, remedy: string) {
    super(`${problem}. ${remedy}.`);
  }
}
