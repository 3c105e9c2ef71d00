// What a model says, as a reply: found wherever it stands, and never made up.
import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { replyOf } from '../../../src/decision/ollama/modelReply';
import { ACTIONS } from '../../../src/memory/side';

const GOOD = { reason: 'RSI {55}, "flat"', action: 'BUY', confidence: 61 };
const OTHER = { ...GOOD, action: 'SELL' };
const json = JSON.stringify;

const REPLY = fc.record(
  {
    reason: fc.string(),
    action: fc.constantFrom(...ACTIONS),
    confidence: fc.integer({ min: 0, max: 100 }),
    stop: fc.option(fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
    target: fc.option(fc.double({ min: 1e-6, max: 1e6, noNaN: true })),
    size: fc.option(fc.double({ min: 0.01, max: 1, noNaN: true })),
  },
  { requiredKeys: ['reason', 'action', 'confidence'] },
);
/** Drops the fields that say nothing. */
const withoutNulls = (reply: object) =>
  Object.fromEntries(Object.entries(reply).filter(([, value]) => value !== null));

describe('a model’s reply', () => {
  const found: [where: string, text: string][] = [
    ['alone', json(GOOD)],
    ['among words', `I would say ${json(GOOD)}. Good luck!`],
    ['in a fence', `\`\`\`json\n${JSON.stringify(GOOD, null, 2)}\n\`\`\``],
    ['between other braces', `Weighing {trend, momentum}: ${json(GOOD)} {end}`],
    ['within braces that are no JSON', `{ ${json(GOOD)} }`],
    ['twice', `${json(GOOD)}\n${json(GOOD)}`],
    ['after the form it was told', `{"action": "BUY|SELL", "confidence": 0-100} ${json(GOOD)}`],
    ['after an object that is no reply', `{"rsi": 55} {} ${json(GOOD)}`],
    ['after a draft that cannot be used', `${json({ ...GOOD, confidence: 400 })} ${json(GOOD)}`],
    ['before a brace that is never closed', `${json(GOOD)} {`],
    ['with null for what it leaves out', json({ ...GOOD, stop: null, size: null })],
  ];
  for (const [where, text] of found)
    it(`is found ${where}`, () => assert.deepEqual(replyOf(text), { reply: GOOD }));

  const refused: [what: string, text: string, problem: RegExp][] = [
    ['words', 'I cannot give financial advice.', /not JSON/],
    ['nothing', '', /not JSON/],
    ['two different objects', `${json(GOOD)} or ${json(OTHER)}`, /two different objects/],
    ['a field named twice', '{"action":"BUY","action":"SELL","confidence":61}', /names a field twice/],
    ['an object that was cut', json(GOOD).slice(0, -1), /not JSON/],
    ['an object inside one that was cut', `{"draft": ${json(GOOD)}, "then`, /not JSON/],
    ['an object inside another', json({ answer: GOOD }), /no object with "action"/],
    ['a number as a string', json({ ...GOOD, confidence: '70' }), /"confidence" of the reply/],
    ['a percentage', json({ ...GOOD, confidence: '70 %' }), /"confidence" of the reply/],
    ['an action of another market', json({ ...GOOD, action: 'LONG' }), /"action" of the reply/],
    ['a number without bounds', '{"action":"BUY","confidence":1e999}', /"confidence" of the reply/],
    ['no action', json({ confidence: 61 }), /"action" of the reply/],
    ['a field that no reply has', json({ ...GOOD, stopLoss: 95 }), /has "stopLoss", but only these count/],
    ['null for a field that no reply has', json({ ...GOOD, stop_pct: null }), /has "stop_pct"/],
    ['a name that objects have', json({ ...GOOD, constructor: 1 }), /has "constructor"/],
  ];
  for (const [what, text, problem] of refused)
    it(`is not made of ${what}`, () => {
      const checked = replyOf(text);
      assert.ok('problem' in checked, json(checked));
      assert.match(checked.problem, problem);
    });

  it('is found between any words, unless two differ', () => {
    const words = fc.string().map((text) => text.replaceAll(/[{}"]/g, ''));
    fc.assert(
      fc.property(fc.array(REPLY, { minLength: 1, maxLength: 3 }), words, (replies, between) => {
        const checked = replyOf(between + replies.map((one) => json(one)).join(between) + between);
        const [first, ...others] = replies.map(withoutNulls);
        if (others.every((other) => isDeepStrictEqual(other, first)))
          assert.deepEqual(checked, { reply: first });
        else assert.ok('problem' in checked);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  it('is never made up, whatever is said: each stands in what was said, and nothing throws', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.json(),
      REPLY.map((reply) => json(reply)),
      REPLY.map((reply) => json(reply).slice(0, -3)),
      fc.constantFrom(
        ...'{}[]":,\\',
        '{"action":',
        '"BUY"',
        '"confidence":70',
        '<think>',
        '</think>',
        '```json',
        '\n',
        'null',
      ),
    );
    let replies = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const said = pieces.join('');
        const checked = replyOf(said);
        if ('problem' in checked) return checked.problem.length < 1000;
        replies += 1;
        return standsIn(said, checked.reply);
      }),
      { seed: 2, numRuns: 10_000 },
    );
    assert.ok(replies > 500, `${replies} replies`);
  });

  it('is looked for in the time that reading takes, however it is nested', () => {
    const nested = ['{', '[', '{"', '{"a":', '{"a":[1,', '"{', '{"\\', '{ ', '{"a" ', '{"a":"', '}{'];
    for (const part of nested) {
      const text = part.repeat(Math.ceil(64_000 / part.length));
      for (const end of ['', ' x', '}'.repeat(20_000), json(GOOD)]) {
        const started = performance.now();
        assert.ok(replyOf(text + end));
        assert.ok(performance.now() - started < 2000, part);
      }
    }
    assert.ok('problem' in replyOf(`${'{"a":'.repeat(9000)}1${'}'.repeat(9000)}`));
  });
});

/** Whether a text has a reply's JSON in it. */
function standsIn(text: string, reply: object): boolean {
  for (let from = text.indexOf('{'); from >= 0; from = text.indexOf('{', from + 1))
    for (let to = text.indexOf('}', from); to >= 0; to = text.indexOf('}', to + 1)) {
      let content: unknown;
      try {
        content = JSON.parse(text.slice(from, to + 1));
      } catch {
        continue;
      }
      if (isDeepStrictEqual({ reason: '', ...withoutNulls(Object(content)) }, reply)) return true;
    }
  return false;
}
