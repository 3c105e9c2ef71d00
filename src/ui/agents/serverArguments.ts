import { join } from 'node:path';

/** The arguments to node that serve a folder to agents. @param dist the folder of the built files. */
export const serverArguments = (dist: string, folder: string) => [
  join(dist, 'cli.js'),
  'mcp',
  '--workspace',
  folder,
];
