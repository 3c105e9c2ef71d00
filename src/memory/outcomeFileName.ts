const OUTCOME_FILE = /^outcome_(.+)\.json$/;

export const outcomeFileName = (decisionId: string) => `outcome_${decisionId}.json`;

/** The decision id that a file's name (not its path) carries, or null for a name that is not an outcome's. */
export function idOfOutcomeFile(name: string): string | null {
  return OUTCOME_FILE.exec(name)?.[1] ?? null;
}
