import assert from 'node:assert/strict';
import { replayRun } from '../../../src/run/replayRun';
import { tempFolder } from '../../tempFolder';
import { goldenWorkspace, putGoldenRun } from './goldenWorkspace';

describe('the golden run', () => {
  it('replays to the byte, whichever engine made it, from bars that are made anew', async () => {
    const folder = tempFolder('golden');
    await goldenWorkspace(folder);
    const { text, ok } = await replayRun(folder, putGoldenRun(folder), Date.now);
    // After a change of what runs decide or log: npx tsx test/run/golden/write.ts
    assert.ok(ok, text);
  });
});
