/** Why something failed, in words: also where the error that came only says "fetch failed". */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A host of several addresses fails once for each.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}
