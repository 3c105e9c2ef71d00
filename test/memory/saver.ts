// A process of the crash and concurrency tests: saves outcomes `<name>-0`, `<name>-1`… and tells each id once it is safe.
import { writeSync } from 'node:fs';
import { saveOutcomes } from '../../src/memory/memoryFolder';
import { OutcomeStore } from '../../src/memory/outcomeStore';
import { writePerformance } from '../../src/memory/performance';
import { someOutcome } from './someOutcome';

async function main([folder, name, count]: readonly string[]): Promise<void> {
  for (let index = 0; index < Number(count); index += 1) {
    const id = `${name}-${index}`;
    await saveOutcomes(folder, [someOutcome(id, { run_id: name, pnl: (index % 7) - 3 })]);
    writeSync(1, `${id}\n`);
  }
  await writePerformance(new OutcomeStore(folder));
}

// Where a test limits how large files may grow, growing beyond that is an error of the write, not the end.
process.on('SIGXFSZ', () => {});
void main(process.argv.slice(2));
