// A process of the crash and concurrency tests: saves outcomes `<name>-0`, `<name>-1`… and tells each id once it is safe.
// By turns one alone and some together, which are written in different ways; with TOGETHER set all are written together.
import { writeSync } from 'node:fs';
import { writePerformance } from '../../../src/memory/performance';
import { saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { someOutcome } from '../someOutcome';

async function main([folder, name, count]: readonly string[]): Promise<void> {
  const outcomes = Array.from({ length: Number(count) }, (_, index) =>
    someOutcome(`${name}-${index}`, { run_id: name, pnl: (index % 7) - 3 }),
  );
  for (let turn = 0; outcomes.length > 0; turn += 1) {
    const some = outcomes.splice(0, process.env.TOGETHER || turn % 2 === 1 ? 3 : 1);
    await saveOutcomes(folder, some);
    writeSync(1, some.map(({ decision_id: id }) => `${id}\n`).join(''));
  }
  await writePerformance(new OutcomeStore(folder));
}

// Where a test limits how large files may grow, growing beyond that is an error of the write, not the end.
process.on('SIGXFSZ', () => {});
void main(process.argv.slice(2));
