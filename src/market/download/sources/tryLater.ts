/** A source failed in a way that may pass: it is asked again after a while. */
export class TryLater extends Error {
  /**
   * @param problem a sentence without a final stop.
   * @param after how long the host wants to be left alone, ms; null where it does not say.
   */
  constructor(
    readonly problem: string,
    readonly after: number | null = null,
  ) {
    super(problem);
  }
}

/** An answer came, and cannot be: such are asked for again fewer times. */
export class BadPage extends TryLater {}

/** An answer is about another span than was asked for. */
export class OtherSpan extends BadPage {}
