import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FolderWatch } from '../../src/workspace/folderWatch';
import { tempFolder } from '../tempFolder';

describe('watching a workspace', () => {
  let workspace: string;
  let told: () => void;
  let folders: FolderWatch;
  const memory = (name: string) => join(workspace, 'data/memory', name);
  beforeEach(() => {
    workspace = tempFolder('watch');
    mkdirSync(memory('.'), { recursive: true });
    mkdirSync(join(workspace, 'data/runs'));
    told = () => {};
    folders = new FolderWatch(workspace, () => told());
  });
  afterEach(() => {
    for (const folder of ['.', 'backtests', 'data', 'data/memory', 'data/runs']) folders.unwatch(folder);
  });
  const changeBy = async (change: () => void) => {
    const changed = new Promise<void>((resolve) => {
      told = resolve;
    });
    change();
    await changed;
  };

  it('suspects every file at first, then those that changed alone', async () => {
    assert.equal(folders.takeSuspects(), undefined);
    await changeBy(() => writeFileSync(memory('outcome_a.json'), '{}'));
    assert.deepEqual([...(folders.takeSuspects() ?? [])], ['outcome_a.json']);
    await changeBy(() => appendFileSync(memory('outcome_a.json'), '\n'));
    assert.deepEqual([...(folders.takeSuspects() ?? [])], ['outcome_a.json']);
    await changeBy(() => writeFileSync(join(workspace, 'data/runs/x'), ''));
    assert.deepEqual([...(folders.takeSuspects() ?? ['any'])], []);
    folders.suspectAll();
    assert.equal(folders.takeSuspects(), undefined);
  });

  it('suspects every file where there were too many changes to be told of each', async () => {
    folders.takeSuspects();
    await changeBy(() => {
      for (let index = 0; index < 4200; index += 1) {
        writeFileSync(memory('outcome_a.json'), '{}');
        rmSync(memory('outcome_a.json'));
      }
    });
    assert.equal(folders.takeSuspects(), undefined);
  });

  it('suspects every file where the folder is another one than before', async () => {
    folders.takeSuspects();
    await changeBy(() => {
      rmSync(memory('.'), { recursive: true });
      mkdirSync(memory('.'));
    });
    assert.equal(folders.takeSuspects(), undefined);
    await changeBy(() => writeFileSync(memory('outcome_a.json'), '{}'));
    assert.deepEqual([...(folders.takeSuspects() ?? [])], ['outcome_a.json']);
  });
});
