import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archiveOutcomes, restoreRun } from '../../../src/memory/archive/archive';
import { ArchivedRows } from '../../../src/memory/archive/archivedRows';
import { rowOf } from '../../../src/memory/outcomeRow';
import { saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { tempFolder } from '../../tempFolder';
import { someOutcome } from '../someOutcome';

describe('the rows of archived runs', () => {
  let folder: string;
  const of = (id: string, run: string, pnl = 1) => someOutcome(id, { run_id: run, pnl });
  beforeEach(() => {
    folder = tempFolder('archived');
  });

  it('are as their files are now, however often they were asked for', async () => {
    const archived = new ArchivedRows(folder);
    const [a, b, c] = [of('a', 'old'), of('b', 'old'), of('c', 'other')];
    await saveOutcomes(folder, [a, b, c]);
    await archiveOutcomes(folder, [a, c].map(rowOf));
    const told = async (runs: readonly string[]) =>
      (await archived.withActive([], runs)).map(({ id, pnl }) => `${id} ${pnl}`).sort();
    assert.deepEqual(await told(['old']), ['a 1']);
    assert.deepEqual(await told(['old', 'other']), ['a 1', 'c 1']);
    await archiveOutcomes(folder, [rowOf(b)]);
    assert.deepEqual(await told(['old']), ['a 1', 'b 1']);
    // In place, as an editor may: the folder does not tell of it.
    writeFileSync(join(folder, 'archive/old/outcome_b.json'), JSON.stringify(of('b', 'old', 27)));
    assert.deepEqual(await told(['old']), ['a 1', 'b 27']);
    await restoreRun(folder, 'old');
    assert.deepEqual(await told(['old', 'other']), ['c 1']);
  });

  it('are those of active memory where an outcome is in both', async () => {
    const [a, b] = [of('a', 'old'), of('b', 'old')];
    await saveOutcomes(folder, [a, b]);
    await archiveOutcomes(folder, [a, b].map(rowOf));
    const active = [rowOf(of('b', 'old', 2)), rowOf(of('d', 'other'))];
    const all = await new ArchivedRows(folder).withActive(active, ['old']);
    assert.deepEqual(all.map(({ id, pnl }) => `${id} ${pnl}`).sort(), ['a 1', 'b 2']);
  });
});
