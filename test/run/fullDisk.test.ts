// A preloaded module stands in for a full disk: it refuses each write once there is no room.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askingWorkspace, CLI, cli, runsOf } from './askingWorkspace';

/** Runs the command line on a disk with room for so many bytes. */
const within = (room: number, ...args: string[]) =>
  spawnSync(process.execPath, ['--require', resolve('test/run/fullDisk.cjs'), CLI, ...args], {
    encoding: 'utf8',
    env: { ...process.env, DISK_ROOM: String(room) },
  });

describe('a run on a disk that is full', function () {
  this.timeout(60_000);
  const changes = {
    from: '2025-03-20',
    to: '2025-04-20',
    providers: [{ use: 'rule:trend' }, { use: 'rule:momentum' }],
  };

  it('ends in words with the file’s name, tears nothing, and goes on once there is room', async () => {
    const undisturbed = await askingWorkspace(changes);
    assert.equal(cli('run', undisturbed.definition).status, 0);
    const tables = (folder: string) => {
      const [run] = runsOf(folder);
      return ['trades.csv', 'equity.csv', 'benchmarks.csv'].map((name) =>
        readFileSync(join(folder, 'data/runs', run, name), 'utf8').replaceAll(run, 'RUN'),
      );
    };
    let begun = 0;
    for (let room = 5000; room < 100_000; room += 12_000) {
      const { folder, definition } = await askingWorkspace(changes);
      const { status, stderr } = within(room, 'run', definition);
      if (status === 0) continue;
      begun += 1;
      assert.equal(status, 2, stderr);
      assert.match(stderr, /data\/\S+: the disk is full \(ENOSPC\)\. Free some space/);
      assert.doesNotMatch(stderr, /^\s+at |errno/m);
      for (const entry of readdirSync(join(folder, 'data'), { recursive: true, encoding: 'utf8' }))
        if (/\.json$/.test(entry)) JSON.parse(readFileSync(join(folder, 'data', entry), 'utf8'));
      const [run] = runsOf(folder);
      assert.equal(cli('resume', run, '--workspace', folder).status, 0);
      assert.deepEqual(tables(folder), tables(undisturbed.folder));
    }
    assert.ok(begun > 3, `${begun} runs were refused`);
  });

  it('is refused in words where a file stands in the place of its folder', async () => {
    const { folder, definition } = await askingWorkspace(changes);
    rmSync(join(folder, 'data/memory'), { recursive: true });
    writeFileSync(join(folder, 'data/memory'), '');
    const { status, stderr } = cli('run', definition);
    assert.equal(status, 2, stderr);
    assert.match(stderr, /data\/memory: a file stands where a folder must be/);
    assert.doesNotMatch(stderr, /^\s+at |errno/m);
  });
});
