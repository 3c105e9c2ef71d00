import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { runBacktest } from '../../src/run/backtestJob';
import { askingWorkspace, change } from './askingWorkspace';

const STARTED = Date.UTC(2026, 0, 1, 12);

/** Runs a definition in a new folder at one and the same time. @returns the run's id. */
async function idOf(changes: object): Promise<string> {
  const { folder, definition } = await askingWorkspace({ providers: [{ use: 'rule:trend' }] });
  change(definition, { from: '2025-02-20', to: '2025-02-22', ...changes });
  const { signal } = new AbortController();
  const events = { log() {}, progress() {}, estimate() {} };
  const task = { kind: 'fresh', definition } as const;
  const job = { workspace: folder, task, ollama: LOCAL_OLLAMA, events, signal, now: () => STARTED };
  const end = await runBacktest(job);
  assert.equal(end.state, 'done');
  return readdirSync(join(folder, 'data/runs'))[0];
}

describe('the id of a run', () => {
  it('is the same in another folder for the same inputs, and another for others, at one and the same second', async () => {
    const ids = await Promise.all([{}, {}, { capital: 10_001 }, { sizing: { risk: 0.02 } }].map(idOf));
    for (const id of ids) assert.match(id, /^first-light-20260101-120000-[0-9a-f]{6}$/);
    assert.equal(ids[0], ids[1]);
    assert.equal(new Set(ids).size, 3, `${ids}`);
  });
});
