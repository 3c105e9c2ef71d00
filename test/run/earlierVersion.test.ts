import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayRun } from '../../src/run/replayRun';

describe('a run that version 0.1.0 made', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'earlier-version-'));
    cpSync('test/fixtures/version-0.1.0', folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is not replayed by this one, which names both versions and what to do', async () => {
    for (const run of readdirSync(join(folder, 'data/runs')))
      await assert.rejects(
        replayRun(folder, run, Date.now),
        /made by version 0\.1\.0, and this is version \d+\.\d+\.\d+.*Run the definition afresh, or install version 0\.1\.0/s,
      );
  });
});
