const BEGIN = 'outcome_';
const END = '.json';

export const outcomeFileName = (decisionId: string) => `${BEGIN}${decisionId}${END}`;

/** Whether a file's name (not its path) is an outcome's. */
export function isOutcomeFile(name: string): boolean {
  return name.startsWith(BEGIN) && name.endsWith(END) && name.length > BEGIN.length + END.length;
}

/** The decision id that a file's name carries, or null for a name that is not an outcome's. */
export function idOfOutcomeFile(name: string): string | null {
  return isOutcomeFile(name) ? name.slice(BEGIN.length, -END.length) : null;
}
