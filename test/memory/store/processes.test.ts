// Processes that save into one folder, some of them killed.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writePerformance } from '../../../src/memory/performance';
import { loadOutcomes, removeStaleTemporaries } from '../../../src/memory/store/memoryFolder';
import { OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { tempFolder } from '../../tempFolder';

/** Savers are killed after 0 to 22 outcomes, by turns: once for each number of them. `npm run soak` asks for more of all. */
const MOST = 23;
const KILLS = Number(process.env.SOAK_KILLS ?? MOST);
const SAVERS = Number(process.env.SOAK_SAVERS ?? 6);
const EACH = Number(process.env.SOAK_EACH ?? 30);
const AT_ONCE = 4;

describe('processes that save into one folder', function () {
  this.timeout(60_000 + 1000 * KILLS + 10 * SAVERS * EACH);
  let folder: string;
  beforeEach(() => {
    folder = tempFolder('processes');
  });

  /** A saver, and the ids that it has told so far. */
  function start(name: string, count: number): { child: ChildProcess; told: string[]; onTold: () => void } {
    const child = spawn(process.execPath, [resolve('dist/test/saver.js'), folder, name, String(count)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const saver = { child, told: [] as string[], onTold: () => {} };
    let text = '';
    child.stdout?.on('data', (part) => {
      text += part;
      saver.told = text.split('\n').slice(0, -1);
      saver.onTold();
    });
    return saver;
  }

  it(`lose nothing they acknowledged when killed at ${KILLS} moments`, async () => {
    let next = 0;
    const acknowledged: string[] = [];
    const killOne = async () => {
      while (next < KILLS) {
        const index = next++;
        const saver = start(`k${index}`, 1000);
        // After so many, and wherever the next save then is.
        const enough = (index * 7) % MOST;
        saver.onTold = () => saver.told.length > enough && saver.child.kill('SIGKILL');
        await once(saver.child, 'close');
        acknowledged.push(...saver.told);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, killOne));
    assert.ok(acknowledged.length >= KILLS);
    const { outcomes, damaged } = await loadOutcomes(folder);
    const there = new Set(outcomes.map(({ decision_id }) => decision_id));
    assert.deepEqual(
      acknowledged.filter((id) => !there.has(id)),
      [],
    );
    assert.deepEqual(damaged, []);
    // What a killed save leaves is a temporary file, never an outcome.
    await removeStaleTemporaries(folder, 0, Date.now() + 1000);
    assert.deepEqual(
      readdirSync(folder).filter((name) => !name.endsWith('.json')),
      [],
    );
  });

  it(`do not get in each other's way: ${SAVERS} of them, ${EACH} outcomes each, three killed`, async () => {
    const savers = Array.from({ length: SAVERS }, (_, index) => start(`s${index}`, EACH));
    for (const saver of savers.slice(0, 3))
      saver.onTold = () => saver.told.length > EACH / 3 && saver.child.kill('SIGKILL');
    const codes = await Promise.all(savers.map(({ child }) => once(child, 'close')));
    assert.deepEqual(
      codes.slice(3).map(([code]) => code),
      codes.slice(3).map(() => 0),
    );
    const { outcomes, damaged } = await loadOutcomes(folder);
    assert.deepEqual(damaged, []);
    const ids = outcomes.map(({ decision_id }) => decision_id);
    assert.equal(new Set(ids).size, ids.length);
    const there = new Set(ids);
    for (const { told } of savers) assert.ok(told.every((id) => there.has(id)));
    assert.equal(ids.filter((id) => !/^s[012]-/.test(id)).length, (SAVERS - 3) * EACH);

    const derived = (name: string) => readFileSync(join(folder, name), 'utf8');
    const names = ['provider_performance.json', 'regime_performance.json'];
    const before = names.map(derived);
    for (const name of [...names, 'outcomes.cache']) rmSync(join(folder, name), { force: true });
    await writePerformance(new OutcomeStore(folder));
    assert.deepEqual(names.map(derived), before);
  });
});
