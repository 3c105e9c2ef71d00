import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';

/** Characters that a program may print without ending a line; a program that prints more is ended. */
const LONGEST_LINE = 1_000_000;
/** A byte order mark, which some languages on Windows print first. */
const MARK = /^\uFEFF/;

/** What a program does, as it happens. */
export interface ProgramEvents {
  /** Gives a line of stdout that is not blank. */
  said(line: string): void;
  /** Gives a line of stderr that is not blank, or why the program was ended. */
  complained(line: string): void;
  /** The program is gone, and all its lines were given; or the program could not be started at all. */
  ended(hadStarted: boolean): void;
}

/** A running program that takes lines and gives lines. */
export class ProgramProcess {
  readonly #child: ChildProcessWithoutNullStreams;

  constructor([program, ...rest]: readonly string[], folder: string, events: ProgramEvents) {
    const child = spawn(program, rest, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.once('close', () => events.ended(child.pid !== undefined));
    child.once('error', (error) => {
      events.complained(error.message);
      events.ended(child.pid !== undefined);
    });
    // A program that reads no more ends, and its end is told.
    child.stdin.on('error', () => {});
    const tooLong = () => {
      events.complained(`it printed ${LONGEST_LINE} characters without ending a line, and was ended`);
      child.stdout.destroy();
      child.kill('SIGKILL');
    };
    readLines(child.stdout, events.said, tooLong);
    readLines(child.stderr, events.complained, tooLong);
  }

  write(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

/**
 * Gives each line of a stream. The ends of lines are `\n`, `\r` and both: `node:readline` would also cut at U+2028, which JSON
 * may hold.
 */
function readLines(
  stream: ChildProcessWithoutNullStreams['stdout'],
  give: (line: string) => void,
  tooLong: () => void,
): void {
  let rest = '';
  const giveLine = (line: string) => {
    const text = line.replace(MARK, '');
    if (text.trim() !== '') give(text);
  };
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = text.split(/[\r\n]/);
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? '';
    for (const line of lines) giveLine(line);
    if (rest.length <= LONGEST_LINE) return;
    rest = '';
    tooLong();
  });
  stream.on('end', () => giveLine(rest));
}
