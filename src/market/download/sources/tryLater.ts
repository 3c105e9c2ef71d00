/** A failure of a source that may pass: the request is tried again after a pause. */
export class TryLater extends Error {
  /**
   * @param problem a sentence without a final stop.
   * @param after the pause that the host asks for, ms; null where it asks for none.
   */
  constructor(
    readonly problem: string,
    readonly after: number | null = null,
  ) {
    super(problem);
  }
}

/** An answer with impossible content. Such requests are tried fewer times. */
export class BadPage extends TryLater {}

/** An answer with bars of another span than the one asked for. */
export class OtherSpan extends BadPage {}
