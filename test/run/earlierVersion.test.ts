import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { replayRun } from '../../src/run/replayRun';
import { tempFolder } from '../tempFolder';

describe('a run that version 0.1.0 made', () => {
  let folder: string;
  before(() => {
    folder = tempFolder('earlier-version');
    cpSync('test/fixtures/version-0.1.0', folder, { recursive: true });
  });

  it('is not replayed by this one, which names both versions and what to do', async () => {
    for (const run of readdirSync(join(folder, 'data/runs')))
      await assert.rejects(
        replayRun(folder, run, Date.now),
        /made by version 0\.1\.0, and this is version \d+\.\d+\.\d+.*Run the definition afresh, or install version 0\.1\.0/s,
      );
  });
});
