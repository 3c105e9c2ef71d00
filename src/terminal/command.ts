import { resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { JobReport } from '../common/jobReport';

type Options = NonNullable<ParseArgsConfig['options']>;

/** Options of every command. */
const COMMON = { json: { type: 'boolean' }, workspace: { type: 'string' } } as const;

type Values<Own extends Options> = ReturnType<
  typeof parseArgs<{ options: Own & typeof COMMON; allowPositionals: true }>
>['values'];

/** A parsed command line. */
export interface Said<Own extends Options> {
  /** As many as the command names. */
  readonly operands: readonly string[];
  readonly values: Values<Own>;
  /** Absolute: the folder that `--workspace` names, else the current one. */
  readonly workspace: string;
  readonly json: boolean;
}

interface Spec<Own extends Options> {
  /** The command's words: "run", "bars get". */
  readonly name: string;
  /** Operands as the usage shows them: "<run> <run>"; "[…]" marks an operand that may be left out, "…" one that may be repeated. */
  readonly operands: string;
  /** Summary of the command in one line or more; the last line has the command's own options. */
  readonly summary: readonly string[];
  readonly options: Own;
  run(said: Said<Own>): Promise<number>;
}

/** A command of the command line. */
export interface CliCommand extends Pick<Spec<Options>, 'name' | 'operands' | 'summary'> {
  /** @param args what follows its name. @returns the exit code. @throws UsageError, or what parseArgs does. */
  call(args: readonly string[]): Promise<number>;
}

/** The command line is wrong; without a message of its own, the usage says how it should be. */
export class UsageError extends Error {}

export function cliCommand<const Own extends Options>(spec: Spec<Own>): CliCommand {
  const { name, operands, summary } = spec;
  const named = operands.split(' ').filter((word) => word !== '');
  const least = named.filter((word) => !word.startsWith('[')).length;
  const most = operands.includes('…') ? Infinity : named.length;
  return {
    name,
    operands,
    summary,
    async call(args) {
      const options = { ...spec.options, ...COMMON };
      const parsed = parseArgs({ args: [...args], allowPositionals: true, options });
      const { length } = parsed.positionals;
      if (length < least || length > most) throw new UsageError();
      // parseArgs cannot infer the type of merged options.
      const values = parsed.values as Values<Own> & { json?: boolean; workspace?: string };
      const workspace = resolve(values.workspace ?? '.');
      return spec.run({ operands: parsed.positionals, values, workspace, json: values.json === true });
    },
  };
}

/** Prints a report as text or JSON. @returns the exit code: 1 where the report is not ok. */
export function show({ text, json, ok }: JobReport, asJson: boolean): number {
  console.log(asJson ? JSON.stringify(json, null, 2) : text);
  return ok ? 0 : 1;
}
