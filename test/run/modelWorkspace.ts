// A workspace whose run asks models, and a run of it in this process against the stand-in for Ollama.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomNumbers } from '../../src/common/randomNumbers';
import { DAY } from '../../src/common/timeframe';
import type { LogEntry } from '../../src/decision/log/logEntry';
import { LogReader } from '../../src/decision/log/logReader';
import { LOCAL_OLLAMA, type OllamaHost } from '../../src/decision/ollama/ollamaHost';
import { type Bars, emptyBars } from '../../src/market/bars';
import { barsToCsv } from '../../src/market/barsCsv';
import { runBacktest } from '../../src/run/backtestJob';
import type { Progress, RunEnd, RunTask } from '../../src/run/process/protocol';
import { tempFolder } from '../tempFolder';

export const MODELS = ['llama3.2', 'deepseek-r1', 'mistral'];
/** Its bars begin so far before it that every feature is measured. */
const FIRST_BAR = Date.UTC(2024, 8, 1);

/** Prices of three markets that no number of a prompt about another has by chance. Ids are put together with "_" too. */
const MARKETS = [
  ['ALPHAUSD', 61_234.5],
  ['BETAUSD', 3_456.78],
  ['GAMMA_USD', 0.012_345_67],
] as const;

/** Daily bars of a seeded random walk. @param until epoch ms, excluded. */
export function dailyBars(symbol: string, price: number, seed: number, until: number): Bars {
  const random = randomNumbers(seed);
  const bars = emptyBars(symbol, DAY, (until - FIRST_BAR) / DAY);
  let close = price;
  for (let index = 0; index < bars.time.length; index += 1) {
    const open = close;
    close = open * (1 + 0.03 * (random() + random() - 1) + 0.002 * Math.sin(index / 15));
    bars.time[index] = FIRST_BAR + index * DAY;
    bars.open[index] = open;
    bars.high[index] = Math.max(open, close) * (1 + 0.01 * random());
    bars.low[index] = Math.min(open, close) * (1 - 0.01 * random());
    bars.close[index] = close;
    bars.volume[index] = 1000 + Math.floor(1000 * random());
  }
  return bars;
}

/** A folder with bars of three markets, and a definition that asks models about five weeks around a quarter's end. */
export function modelWorkspace(changes: object = {}): { folder: string; definition: string } {
  const folder = tempFolder('models');
  for (const part of ['backtests', 'data/market']) mkdirSync(join(folder, part), { recursive: true });
  MARKETS.forEach(([symbol, price], index) => {
    const bars = dailyBars(symbol, price, 7 + index, Date.UTC(2025, 4, 1));
    writeFileSync(join(folder, 'data/market', `${symbol}-1d.csv`), barsToCsv(bars));
  });
  const definition = join(folder, 'backtests/models.backtest.json');
  const content = {
    name: 'Models',
    symbols: MARKETS.map(([symbol]) => ({ symbol, file: `data/market/${symbol}-1d.csv` })),
    timeframe: '1d',
    from: '2025-03-13',
    to: '2025-04-16',
    providers: MODELS.map((model) => ({ use: `ollama:${model}` })),
    quorum: 1,
    stops: { stop_loss_pct: 3, take_profit_pct: 4, max_holding: 8 },
    ...changes,
  };
  writeFileSync(definition, JSON.stringify(content));
  return { folder, definition };
}

/** Runs it to its end as the editor does, in this process. */
export function runModels(
  workspace: string,
  task: RunTask,
  address: string,
  more: {
    host?: Partial<OllamaHost>;
    signal?: AbortSignal;
    progress?: (progress: Progress) => void;
    log?: (text: string) => void;
  } = {},
): Promise<RunEnd> {
  return runBacktest({
    workspace,
    task,
    ollama: { ...LOCAL_OLLAMA, address, waits: [1, 1], ...more.host },
    signal: more.signal ?? new AbortController().signal,
    now: Date.now,
    events: {
      progress: more.progress ?? (() => {}),
      estimate: more.log ?? (() => {}),
      log: more.log ?? (() => {}),
    },
  });
}

/** All lines of a run's log. */
export function logOf(workspace: string, run: string): LogEntry[] {
  const reader = new LogReader(join(workspace, 'data/runs', run, 'decisions.jsonl'));
  const entries: LogEntry[] = [];
  for (let entry = reader.next(); entry; entry = reader.next()) entries.push(entry);
  reader.close();
  return entries;
}

export const repliesOf = (workspace: string, run: string) =>
  logOf(workspace, run).filter((entry) => entry.type === 'reply');

/** What a run leaves that its decisions made, without its id. */
export function resultOf(workspace: string, run: string): string {
  const read = (name: string) => readFileSync(join(workspace, 'data/runs', run, name), 'utf8');
  return (read('trades.csv') + read('equity.csv')).replaceAll(run, 'RUN');
}
