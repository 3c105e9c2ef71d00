import { join, relative } from 'node:path';
import { counted, ENGLISH } from '../common/format';
import { TIMEFRAMES, type Timeframe } from '../common/timeframe';
import { startDownload } from '../market/download/barsClient';
import type { BarsProgress, BarsTask, SymbolEnd } from '../market/download/barsProtocol';
import { SOURCES } from '../market/download/sources/sourceNames';
import { cliCommand, UsageError } from './command';
import { progressBar } from './progressLine';

const OPTIONS = {
  source: { type: 'string' },
  timeframe: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  update: { type: 'boolean' },
  whole: { type: 'boolean' },
  'accept-symbol': { type: 'string', multiple: true },
  'accept-changes': { type: 'boolean' },
} as const;

/** The commands about data/market. */
export const BARS_COMMANDS = [
  cliCommand({
    name: 'bars get',
    operands: '<symbol>…',
    summary: [
      'download bars into data/market, or what is new of them; goes on where one that was cut off was',
      `[--source ${Object.keys(SOURCES).join('|')}|url:https://…|command:…] [--timeframe 1h] [--from D] [--to D]`,
      '[--update] [--whole] [--accept-symbol NAME] [--accept-changes]',
    ],
    options: OPTIONS,
    async run({ operands, workspace, values, json }) {
      const timeframe = values.timeframe ?? '1h';
      if (!Object.hasOwn(TIMEFRAMES, timeframe))
        throw new UsageError(`--timeframe must be one of ${Object.keys(TIMEFRAMES).join(', ')}`);
      if (values.update && (values.from !== undefined || values.to !== undefined))
        throw new UsageError('--update goes from the last bar to now: leave --from and --to out');
      const task: BarsTask = {
        workspace,
        symbols: operands,
        timeframe: timeframe as Timeframe,
        source: values.source ?? null,
        from: values.from ?? null,
        to: values.to ?? null,
        whole: values.whole === true,
        acceptSymbols: values['accept-symbol'] ?? [],
        acceptChanges: values['accept-changes'] === true,
        // A key goes only to a source that was named here, not to one that a file names.
        key: values.source === undefined ? null : (process.env.BACKTEST_MEMORY_BARS_KEY ?? null),
      };
      const ends = await download(task, !json);
      if (json) console.log(JSON.stringify(ends, null, 2));
      else for (const end of ends) show(end);
      if (ends.some(({ state }) => state === 'cancelled')) return 130;
      return ends.some(({ state }) => state === 'failed') ? 2 : 0;
    },
  }),
];

/** Downloads until done or cancelled: the first Ctrl-C cancels, the second ends the command at once. */
async function download(task: BarsTask, tell: boolean): Promise<readonly SymbolEnd[]> {
  const terminal = tell && process.stderr.isTTY;
  const cancel = new AbortController();
  const stop = () => {
    if (cancel.signal.aborted) process.exit(130);
    cancel.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const events = {
      progress: (progress: BarsProgress) => {
        if (terminal) process.stderr.write(`\r\x1b[K${progressBar(progress.done)} ${progressText(progress)}`);
      },
    };
    return await startDownload(join(__dirname, 'bars.js'), task, events, cancel.signal);
  } catch (error) {
    // A download that had to be killed was cancelled all the same.
    if (!cancel.signal.aborted) throw error;
    return task.symbols.map((symbol) => ({ symbol, state: 'cancelled' }));
  } finally {
    if (terminal) process.stderr.write('\r\x1b[K');
  }
}

function show(end: SymbolEnd): void {
  if (end.state === 'failed') console.error(end.problem.message);
  else if (end.state === 'cancelled')
    console.error(
      `${end.symbol}: cancelled; what has come is kept, and the next download goes on from there`,
    );
  else {
    const { file, source, bars, added, first, last, missing, gaps, replaced, notes } = end;
    const holes = gaps > 0 ? `, ${counted(missing, 'bar')} missing in ${counted(gaps, 'gap')}` : '';
    console.log(
      `${relative(process.cwd(), file)}: ${counted(bars, 'bar')}, ${first} to ${last}${holes}; ${added} new, from ${source}`,
    );
    if (replaced !== null) console.log(`  the file that it replaces is ${relative(process.cwd(), replaced)}`);
    for (const note of notes) console.log(`  ${note}`);
  }
}

function progressText({ bars, rate, timeLeft, waiting }: BarsProgress): string {
  const left = timeLeft === null ? '' : `, ${ENGLISH.timeLeft(timeLeft)} left`;
  return waiting ?? `${counted(bars, 'bar')}, ${ENGLISH.count(rate)} a second${left}`;
}
