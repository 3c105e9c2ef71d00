import assert from 'node:assert/strict';
import { z } from 'zod';
import { entrySchema, replySchema } from '../../src/decision/log/logEntry';
import { scriptTypings } from '../../src/decision/providers/scriptTypings';
import { questionOf, questionSchema } from '../../src/decision/question';
import { someRow } from '../memory/someOutcome';
import { fieldsNotSnakeCase, namesNotSnakeCase } from '../snakeCase';
import { someRequest } from './someRequest';

describe('what the user’s own code is asked', () => {
  const position = {
    side: 'short',
    quantity: 0.05,
    entryPrice: 46_000,
    entryTime: Date.UTC(2024, 5, 3),
    unrealised: 123.45,
  } as const;
  const question = questionOf(
    someRequest({
      position,
      memories: [{ outcome: someRow('t1', { action: 'SELL' }), similarity: 0.5 }],
    }),
  );

  it('fits its schema, and names position and memories alike', () => {
    assert.deepEqual(questionSchema.parse(question), question);
    assert.deepEqual(question.position, {
      side: 'short',
      quantity: 0.05,
      entry_price: 46_000,
      entry_time: '2024-06-03T00:00:00Z',
      unrealised: 123.45,
    });
    assert.equal(question.memories[0].side, 'short');
    assert.equal(question.memories[0].entry_time, '2025-01-01T00:00:00Z');
  });

  it('is snake_case, and so are replies, lines of the log and the typings of scripts', () => {
    assert.deepEqual(namesNotSnakeCase(question), []);
    for (const schema of [questionSchema, replySchema, entrySchema])
      assert.deepEqual(fieldsNotSnakeCase(z.toJSONSchema(schema)), []);
    const fields = [...scriptTypings().matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
    assert.ok(fields.includes('entry_time'));
    assert.deepEqual(namesNotSnakeCase(Object.fromEntries(fields.map((name) => [name, null]))), []);
  });

  it('would be found where a name is not', () => {
    assert.deepEqual(namesNotSnakeCase({ a_b: [{ entryTime: 1 }] }), ['entryTime']);
    assert.deepEqual(
      fieldsNotSnakeCase(z.toJSONSchema(z.object({ a: z.array(z.object({ winRate: z.number() })) }))),
      ['winRate'],
    );
  });
});
