import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Throttle } from '../../src/ui/folder/throttle';

describe('what is done at a pace', () => {
  let done: number[];
  let throttle: Throttle;
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 5000 });
    done = [];
    throttle = new Throttle(() => done.push(Date.now()), 1000);
  });
  afterEach(() => mock.timers.reset());

  const pass = (ms: number) => {
    for (let gone = 0; gone < ms; gone += 100) mock.timers.tick(100);
  };

  it('is done at once, then once at the end of each while in which it was asked for', () => {
    for (let tick = 0; tick < 25; tick += 1) {
      throttle.ask();
      pass(100);
    }
    assert.deepEqual(done, [5000, 6000, 7000]);
    pass(5000);
    assert.deepEqual(done, [5000, 6000, 7000, 8000], 'the last word is told');
    pass(1000);
    throttle.ask();
    assert.equal(done.at(-1), Date.now());
  });

  it('is left undone once nobody wants it any more', () => {
    throttle.ask();
    throttle.ask();
    throttle.dispose();
    pass(3000);
    assert.deepEqual(done, [5000]);
  });
});
