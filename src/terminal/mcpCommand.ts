import { join } from 'node:path';
import type * as serving from '../agents/mcp/serveMcp';
import { cliCommand } from './command';
import { ollamaOf } from './ollamaOptions';

/** The protocol's library is loaded only here. */
const load = () => require(join(__dirname, 'mcp.js')) as typeof serving;

export const MCP_COMMANDS = [
  cliCommand({
    name: 'mcp',
    operands: '',
    summary: [
      'an MCP server over stdin and stdout: lets coding agents ask data/memory and data/runs; reads only unless',
      '[--allow-runs]',
    ],
    options: { 'allow-runs': { type: 'boolean' } },
    async run({ workspace, values }) {
      const allowRuns = values['allow-runs'] === true;
      await load().serveMcp({ workspace, allowRuns, ollama: ollamaOf({}, process.env), dist: __dirname });
      return 0;
    },
  }),
];
