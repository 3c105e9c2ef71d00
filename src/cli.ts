import { fileFault, InputError } from './common/inputError';
import { BARS_COMMANDS } from './terminal/barsCommands';
import { type CliCommand, UsageError } from './terminal/command';
import { MCP_COMMANDS } from './terminal/mcpCommand';
import { MEMORY_COMMANDS } from './terminal/memoryCommands';
import { MODEL_COMMANDS } from './terminal/modelCommands';
import { RUN_COMMANDS } from './terminal/runCommands';
import { TRADE_COMMANDS } from './terminal/tradeCommands';

const COMMANDS: readonly CliCommand[] = [
  ...RUN_COMMANDS,
  ...MODEL_COMMANDS,
  ...BARS_COMMANDS,
  ...MEMORY_COMMANDS,
  ...TRADE_COMMANDS,
  ...MCP_COMMANDS,
];
/** Where the usage begins to say what a command does. */
const INDENT = 41;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usage());
    return 0;
  }
  // The longest name first: "bars get" before a "bars" that there may be.
  const known = [...COMMANDS].sort((a, b) => b.name.length - a.name.length);
  const command = known.find(({ name }) => name.split(' ').every((word, place) => args[place] === word));
  if (!command) throw new UsageError();
  return command.call(args.slice(command.name.split(' ').length));
}

function usage(): string {
  const lines = COMMANDS.flatMap(({ name, operands, summary: [first, ...more] }) => {
    const called = `  backtest-memory ${name} ${operands}`;
    // Too long to stand before what it does, it stands above.
    const begin =
      called.length < INDENT ? [called.padEnd(INDENT) + first] : [called, ' '.repeat(INDENT) + first];
    return [...begin, ...more.map((line) => `       ${line}`)];
  });
  return [
    'Usage:',
    ...lines,
    'All take --json and --workspace <folder>; without the latter they look at the current folder.',
  ].join('\n');
}

/** Ends the process once all is written: a timer or a connection of a script's must not keep the process. */
function leave(): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}

main(process.argv.slice(2))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
        const { message } = error as Error;
        console.error(message ? `${message}\n\n${usage()}` : usage());
        process.exitCode = 2;
      } else if (error instanceof InputError || fileFault(error)) {
        console.error((fileFault(error) ?? (error as Error)).message);
        process.exitCode = 2;
      } else {
        console.error(error);
        process.exitCode = 1;
      }
    },
  )
  .finally(leave);
