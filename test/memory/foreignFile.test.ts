import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePerformance } from '../../src/memory/performance';
import { OutcomeStore } from '../../src/memory/store/outcomeStore';
import { repairMemory, verifyMemory } from '../../src/memory/store/verify';
import { importPythonJob } from '../../src/workspace/jobs/importPythonJob';
import { OverviewService } from '../../src/workspace/overview';
import { askingWorkspace, cli } from '../run/askingWorkspace';
import { tempFolder } from '../tempFolder';

const OLD = 'test/fixtures/python/v1';
const DERIVED = ['provider_performance.json', 'regime_performance.json'];

/** Puts a folder of the Python engine where a workspace has its memory. */
function putOld(workspace: string): string {
  const memory = join(workspace, 'data/memory');
  cpSync(OLD, memory, { recursive: true });
  return memory;
}

const filesIn = (folder: string) =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));

/** Every file of the Python engine is there, byte for byte, and ours have the names of its derived ones. */
function assertKept(memory: string): void {
  for (const [name, bytes] of filesIn(OLD)) {
    const kept = DERIVED.includes(name) ? join(memory, 'legacy', name) : join(memory, name);
    assert.ok(readFileSync(kept).equals(bytes), name);
  }
  for (const name of DERIVED)
    assert.equal(JSON.parse(readFileSync(join(memory, name), 'utf8')).schema_version, 1);
}

describe('derived files of the Python engine', () => {
  it('move to legacy/ when its folder is opened, taken over or repaired', async () => {
    const ways: Record<string, (workspace: string, memory: string) => Promise<unknown>> = {
      async opened(workspace, memory) {
        await new OverviewService(workspace).overview('quarter');
        // The overview writes behind: whoever has the lock next comes after it.
        await writePerformance(new OutcomeStore(memory));
      },
      'taken over': (workspace) => importPythonJob(workspace, OLD),
      repaired: async (_, memory) => repairMemory(memory, await verifyMemory(memory)),
    };
    for (const act of Object.values(ways)) {
      const workspace = tempFolder('foreign');
      const memory = putOld(workspace);
      await act(workspace, memory);
      assertKept(memory);
      assert.deepEqual(readdirSync(join(memory, 'legacy')).sort(), DERIVED);
    }
  });

  it('move to legacy/ before a run writes its own', async () => {
    const { folder, definition } = await askingWorkspace({
      from: '2025-02-20',
      to: '2025-02-22',
      providers: [{ use: 'rule:trend' }],
    });
    const memory = putOld(folder);
    assert.equal(cli('run', definition).status, 0);
    assertKept(memory);
  });

  it('are never written over, however often such files come; ours are', async () => {
    const memory = putOld(tempFolder('foreign'));
    const store = new OutcomeStore(memory);
    await writePerformance(store);
    const file = join(memory, DERIVED[0]);
    for (const content of ['{"local": {}}', 'torn {', '[]', '']) {
      writeFileSync(file, content);
      await writePerformance(store);
    }
    const kept = [2, 3, 4, 5].map((number) => `provider_performance.json.${number}`);
    assert.deepEqual(
      kept.map((name) => readFileSync(join(memory, 'legacy', name), 'utf8')),
      ['{"local": {}}', 'torn {', '[]', ''],
    );
    assertKept(memory);
    writeFileSync(file, '{"schema_version": 1, "providers": {}}');
    await writePerformance(store);
    assert.equal(readdirSync(join(memory, 'legacy')).length, DERIVED.length + kept.length);
    assertKept(memory);
  });

  it('leave no folder where there are none', async () => {
    const memory = join(tempFolder('foreign'), 'data/memory');
    mkdirSync(memory, { recursive: true });
    await writePerformance(new OutcomeStore(memory));
    assert.ok(!existsSync(join(memory, 'legacy')));
  });
});
