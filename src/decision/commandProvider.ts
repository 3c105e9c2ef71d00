import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgsStringToArgv } from 'string-argv';
import { isoTime } from '../market/calendar';
import type { AskedProvider } from './askedProvider';
import { type Json, replySchema } from './logEntry';
import { ProviderFailure, type Reply } from './provider';
import type { AskedKind } from './providerKind';
import type { DecisionRequest } from './request';

/** A program that says nothing for so long is ended, ms. */
const DEADLINE = 60_000;
/** How many closed bars a program is shown: it is started anew when a run is resumed, and must not need to remember. */
const BARS_SHOWN = 50;
/** A reply is a line; a program that prints more than this without ending one is ended, characters. */
const LONGEST_REPLY = 1_000_000;
const PREFIX = 'command:';

/** "command:python3 strategies/mine.py": its program and arguments, quotes as in a shell. */
const argvOf = (use: string) => parseArgsStringToArgv(use.slice(PREFIX.length));

export const commandKind: AskedKind = {
  prefix: PREFIX,
  meaning: 'a program of yours that answers JSON lines',
  examples: [`${PREFIX}python3 strategies/mine.py`],
  asked: true,
  mistakes({ use, parameters }) {
    if (argvOf(use).length === 0)
      return [{ at: 'use', problem: `${use} names no program`, remedy: 'Name one, with its arguments' }];
    if (Object.keys(parameters).length === 0) return [];
    const remedy = 'Give them to the program as arguments';
    return [{ at: 'parameters', problem: `${use} takes no parameters`, remedy }];
  },
  identity: ({ use }, { workspace }) => identityOfCommand(argvOf(use), workspace),
  make: ({ use }, { workspace, tell }) => new CommandProvider(use, argvOf(use), workspace, tell),
};

/** What decides: the command, with the hash of each of its files in the workspace. */
async function identityOfCommand(argv: readonly string[], workspace: string): Promise<string> {
  const parts = argv.map(async (part) => {
    const bytes = await readFile(resolve(workspace, part)).catch(() => null);
    return bytes ? `${part} (sha256 ${createHash('sha256').update(bytes).digest('hex')})` : part;
  });
  return (await Promise.all(parts)).join(' ');
}

/** A program of the user's in any language: a JSON line in, a JSON line out, one process a run. */
export class CommandProvider implements AskedProvider {
  #child: ChildProcessWithoutNullStreams | null = null;
  /** Whoever waits for the program's next line; null: it ended. */
  #hear: ((line: string | null) => void) | null = null;

  constructor(
    readonly id: string,
    private readonly argv: readonly string[],
    private readonly workspace: string,
    /** What the program prints to stderr, a line each. */
    private readonly tell: (text: string) => void,
  ) {}

  question({
    symbol,
    time,
    history,
    situation,
    regime,
    position,
    cash,
    equity,
    memories,
  }: DecisionRequest): Json {
    const first = Math.max(0, history.count - BARS_SHOWN);
    const bars = Array.from({ length: history.count - first }, (_, index) => barAt(history, first + index));
    return {
      symbol,
      time: isoTime(time),
      bars,
      situation: situation && { ...situation },
      regime,
      position: position && { ...position, entryTime: isoTime(position.entryTime) },
      cash,
      equity,
      memories: memories.map(({ outcome, similarity }) => ({
        similarity,
        symbol: outcome.asset_pair,
        action: outcome.action,
        entry_time: outcome.entry_time,
        exit_time: outcome.exit_time,
        pnl_pct: outcome.pnl_pct,
        exit_reason: outcome.exit_reason,
        regime: outcome.market_regime,
      })),
    };
  }

  async ask(question: Json, signal: AbortSignal): Promise<{ reply: Reply }> {
    const first = await this.exchange({ request: question }, signal);
    const parsed = parseReply(first);
    if ('reply' in parsed) return parsed;
    const second = parseReply(await this.exchange({ request: question, error: parsed.problem }, signal));
    if ('reply' in second) return second;
    throw new ProviderFailure(`two unusable replies: ${parsed.problem}; then ${second.problem}`);
  }

  close(): void {
    this.#child?.kill();
    this.#child = null;
  }

  /** Writes a line and waits for one. @throws ProviderFailure where the program ends, is silent or is cancelled. */
  private async exchange(message: Json, signal: AbortSignal): Promise<string> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]);
    const line = patience.aborted
      ? null
      : await new Promise<string | null>((hear) => {
          this.#hear = hear;
          patience.addEventListener('abort', () => hear(null), { once: true });
          this.start().stdin.write(`${JSON.stringify(message)}\n`);
        });
    this.#hear = null;
    if (line !== null) return line;
    this.close();
    if (signal.aborted) throw new ProviderFailure('cancelled');
    const silent = `it said nothing for ${DEADLINE / 1000} s`;
    throw new ProviderFailure(patience.aborted ? silent : `the program ended (${this.argv.join(' ')})`);
  }

  private start(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child;
    const [program, ...rest] = this.argv;
    const child = spawn(program, rest, { cwd: this.workspace, stdio: ['pipe', 'pipe', 'pipe'] });
    const gone = () => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#hear?.(null);
    };
    child.once('close', gone);
    child.once('error', (error) => {
      this.tell(`${this.id}: ${error.message}`);
      gone();
    });
    // That it reads no more is told by its end.
    child.stdin.on('error', () => {});
    createInterface({ input: child.stderr }).on('line', (text) => this.tell(`${this.id}: ${text}`));
    let unended = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      unended += text.length;
      if (unended <= LONGEST_REPLY) return;
      this.tell(`${this.id}: it printed ${LONGEST_REPLY} characters without ending a line, and was ended`);
      child.stdout.destroy();
      child.kill('SIGKILL');
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      unended = 0;
      // A second line would be taken for the answer to the next request.
      if (this.#hear) this.#hear(text);
      else this.tell(`${this.id}: it said more than it was asked, which was ignored`);
      this.#hear = null;
    });
    this.#child = child;
    return child;
  }
}

/** Opening time, open, high, low, close, volume; null for an unknown volume. */
function barAt(history: DecisionRequest['history'], index: number): Json {
  const volume = history.volume(index);
  const prices = [history.open(index), history.high(index), history.low(index), history.close(index)];
  return [isoTime(history.time(index)), ...prices, Number.isNaN(volume) ? null : volume];
}

function parseReply(line: string): { reply: Reply } | { problem: string } {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    return { problem: 'the reply is not JSON' };
  }
  const parsed = replySchema.safeParse(content);
  if (parsed.success) return { reply: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `"${issue.path.join('.')}" of the reply: ${issue.message}` };
}
