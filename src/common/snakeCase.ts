/** "finalEquity" as "final_equity": a name inside the code as files and programs read it. */
export const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
