const BEGIN = 'outcome_';
const END = '.json';

export const outcomeFileName = (decisionId: string) => `${BEGIN}${decisionId}${END}`;

/** The name (not the path) of an outcome's file. */
export const OUTCOME_FILE = new RegExp(`^${BEGIN}.+\\${END}$`, 's');

export const isOutcomeFile = (name: string) => OUTCOME_FILE.test(name);

/** The decision id that a file's name carries, or null for a name that is not an outcome's. */
export function idOfOutcomeFile(name: string): string | null {
  return isOutcomeFile(name) ? name.slice(BEGIN.length, -END.length) : null;
}
