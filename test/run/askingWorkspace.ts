// A workspace whose run asks a program at each close, crosses a quarter's end, and remembers each trade.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setUpWorkspace } from '../../src/workspace/sample/sampleWorkspace';
import { tempFolder } from '../tempFolder';

export const CLI = resolve('dist/cli.js');

/** Decides by what it is asked and nothing else, now and then badly; writes down what it was asked. */
export const PROGRAM = `
const { appendFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, request, error } = JSON.parse(line);
  const key = request.symbol + ' ' + request.time;
  if (!error) appendFileSync('asked.txt', key + '\\n');
  const number = createHash('sha256').update(JSON.stringify(request)).digest()[0];
  const action = ['BUY', 'SELL', 'HOLD', 'HOLD', 'CLOSE'][number % 5];
  console.log(JSON.stringify(number === 7 ? { id, action: 'no idea' } : { id, action, confidence: 60 + number / 10, reason: 'number ' + number }));
});`;

export async function askingWorkspace(changes: object = {}): Promise<{ folder: string; definition: string }> {
  const folder = tempFolder('asking');
  const definition = await setUpWorkspace(folder);
  writeFileSync(join(folder, 'decider.cjs'), PROGRAM);
  // Shorter files are read sooner, at each start.
  for (const name of readdirSync(join(folder, 'data/market'))) {
    const file = join(folder, 'data/market', name);
    const lines = readFileSync(file, 'utf8').split('\n');
    const kept = lines.filter((line) => line !== '' && (line < '2025-05' || line > '3'));
    writeFileSync(file, `${kept.join('\n')}\n`);
  }
  const { symbols } = JSON.parse(readFileSync(definition, 'utf8'));
  change(definition, {
    symbols: symbols.slice(0, 2),
    timeframe: '4h',
    from: '2025-02-20',
    to: '2025-04-20',
    providers: [
      { use: `command:"${process.execPath}" decider.cjs`, weight: 3 },
      { use: 'rule:trend' },
      { use: 'rule:memory' },
    ],
    quorum: 1,
    memory: { refresh: 'trade' },
    ...changes,
  });
  return { folder, definition };
}

/** Changes fields of a definition. */
export function change(definition: string, changes: object): void {
  const content = JSON.parse(readFileSync(definition, 'utf8'));
  writeFileSync(definition, JSON.stringify({ ...content, ...changes }));
}

export const cli = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });

/** The runs of a workspace by the names of their folders. */
export function runsOf(folder: string): string[] {
  const runs = join(folder, 'data/runs');
  return existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')) : [];
}

/** What its program was asked so far: "BTCUSD 2025-02-20T04:00:00Z" and so on. */
export function asked(folder: string): string[] {
  const file = join(folder, 'asked.txt');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}
