import assert from 'node:assert/strict';
import fc from 'fast-check';
import { QuestionIds } from '../../../src/decision/providers/program/questionIds';
import { ACTIONS } from '../../../src/memory/side';

const LINES = 10_000;
/** Id of the open question: the first was asked twice, and settled. */
const OPEN = 3;

/** Values that a careless program writes where a reply has a number, a word or nothing. */
const careless = fc.oneof(
  fc.constantFrom(null, '70 %', 'LONG', 'buy', 'BUY', true, -1, 101, 0.7, 1e300, '', [], {}),
  fc.double(),
  fc.string(),
);

const soundReply = fc.record(
  { action: fc.constantFrom(...ACTIONS), confidence: fc.integer({ min: 0, max: 100 }), reason: fc.string() },
  { requiredKeys: ['action', 'confidence'] },
);

const answer = fc
  .tuple(
    fc.oneof(soundReply, fc.record({ action: careless, confidence: careless }, { requiredKeys: [] })),
    fc.dictionary(
      fc.constantFrom('stop', 'target', 'size', 'stop_pct', 'stopLoss', '__proto__', 'constructor'),
      careless,
      { maxKeys: 2 },
    ),
    fc.oneof(fc.constant(OPEN), fc.constantFrom<unknown>(0, 1, 2, 4, 1.5, '3', null, undefined), careless),
  )
  .map(([reply, more, id]) => ({ id, ...reply, ...more }));

/** Lines as programs print them: answers, whole, cut or doubled in one line, and anything at all. */
const line = fc.oneof(
  answer.map((value) => JSON.stringify(value)),
  soundReply.map((reply) => JSON.stringify({ id: OPEN, ...reply })),
  answer.map((value) => JSON.stringify(value).replaceAll('"', "'")),
  fc.tuple(answer, fc.nat(80)).map(([value, end]) => JSON.stringify(value).slice(0, end)),
  fc.tuple(answer, answer).map((both) => both.map((value) => JSON.stringify(value)).join('')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.json(),
);

describe('a line that a program prints', () => {
  it(`is an answer only where it says one, to the open question: ${LINES} lines`, () => {
    let [answers, others] = [0, 0];
    fc.assert(
      fc.property(line, (said) => {
        const ids = new QuestionIds();
        ids.next();
        ids.next();
        ids.settle();
        assert.equal(ids.next(), OPEN);
        const heard = ids.hear(said);
        if (heard === 'log' || !('reply' in heard)) {
          others += 1;
          return;
        }
        answers += 1;
        const { id, ...reply } = JSON.parse(said);
        assert.equal(id, OPEN);
        const left = Object.entries(reply).filter(([, value]) => value !== null);
        assert.deepEqual({ reason: '', ...Object.fromEntries(left) }, { ...heard.reply });
        assert.ok(ACTIONS.includes(reply.action) && reply.confidence >= 0 && reply.confidence <= 100);
      }),
      { numRuns: LINES, seed: 17 },
    );
    assert.ok(answers > 100 && others > 1000, `${answers} answers and ${others} others`);
  });
});
