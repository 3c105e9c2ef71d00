import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import type { Embedder } from '../../../src/memory/embedding/embedder';
import { OutcomeVectors } from '../../../src/memory/embedding/outcomeVectors';
import { appendVectors, readVectors, vectorFile } from '../../../src/memory/embedding/vectorFile';
import { rowOf } from '../../../src/memory/outcomeRow';
import { searchOutcomes } from '../../../src/memory/search/searchOutcomes';
import { tempFolder } from '../../tempFolder';
import { someOutcome } from '../someOutcome';

/** A model that knows a text by its length alone, and counts what it is asked. */
function counting(id: string): Embedder & { asked: number } {
  return {
    id,
    width: 4,
    asked: 0,
    async embed(text) {
      this.asked += 1;
      const angle = text.length / 40;
      return Float32Array.from([Math.cos(angle), Math.sin(angle), 0, 0]);
    },
  };
}

describe('the vectors of outcomes', () => {
  let folder: string;
  const outcomes = Array.from({ length: 150 }, (_, index) =>
    rowOf(someOutcome(`o${index}`, { asset_pair: `S${'x'.repeat(index % 20)}` })),
  );
  const forever = new AbortController().signal;
  beforeEach(() => {
    folder = tempFolder('vectors');
  });

  it('are made once, and kept for the next process', async () => {
    const model = counting('a');
    await new OutcomeVectors(folder, model).update(outcomes, forever);
    assert.equal(model.asked, 150);
    const later = new OutcomeVectors(folder, model);
    await later.update(outcomes, forever);
    assert.equal(model.asked, 150);
    const { found, embedded, meant, scoredBy } = await searchOutcomes(outcomes, later, {
      text: 'any text',
      filter: {},
      count: 3,
    });
    assert.deepEqual([found.length, embedded, meant, scoredBy], [3, 150, 150, 'a']);
  });

  it('go on where they were stopped; meanwhile what is there is searched, and that is said', async () => {
    const model = counting('a');
    const stop = new AbortController();
    const vectors = new OutcomeVectors(folder, model);
    await vectors.update(outcomes, stop.signal, (done) => done >= 64 && stop.abort());
    assert.equal(model.asked, 64);
    assert.equal((await searchOutcomes(outcomes, vectors, { text: 'x', filter: {}, count: 3 })).embedded, 64);
    await new OutcomeVectors(folder, model).update(outcomes, forever);
    assert.equal(model.asked, 1 + 150, 'one for the search');
  });

  it('are made anew for another model, and for another text', async () => {
    await new OutcomeVectors(folder, counting('a')).update(outcomes, forever);
    const other = counting('b');
    await new OutcomeVectors(folder, other).update(outcomes, forever);
    assert.equal(other.asked, 150);
    const again = counting('a');
    const changed = [rowOf(someOutcome('o0', { asset_pair: 'CHANGED' })), ...outcomes.slice(1)];
    await new OutcomeVectors(folder, again).update(changed, forever);
    assert.equal(again.asked, 1);
  });

  it('survive a torn end: only what was cut off is made again', async () => {
    await new OutcomeVectors(folder, counting('a')).update(outcomes, forever);
    const file = vectorFile(folder, 'a');
    truncateSync(file, readFileSync(file).length - 10);
    assert.equal(readVectors(file, 'a', 4).length, 128);
    const model = counting('a');
    await new OutcomeVectors(folder, model).update(outcomes, forever);
    assert.equal(model.asked, 22);
    await new OutcomeVectors(folder, model).update(outcomes, forever);
    assert.equal(model.asked, 22, 'what was added after the torn block is found');
  });

  it('of a file that is none of ours are not believed', () => {
    const file = vectorFile(folder, 'a');
    appendVectors(file, 'b', 4, [{ id: 'x', text: 't', vector: new Float32Array(4) }]);
    assert.deepEqual(readVectors(file, 'a', 4), [], 'another model');
    assert.deepEqual(readVectors(file, 'b', 5), [], 'another width');
    assert.equal(readVectors(file, 'b', 4).length, 1);
    appendFileSync(file, 'whatever');
    assert.equal(readVectors(file, 'b', 4).length, 1);
  });
});
