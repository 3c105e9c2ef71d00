/** A question that has no answer as it was asked: said to whoever asked, model or person. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';

  /** @param remedy what to ask instead; both are sentences without a final stop. */
  constructor(problem: string, remedy: string) {
    super(`${problem}. ${remedy}.`);
  }
}
