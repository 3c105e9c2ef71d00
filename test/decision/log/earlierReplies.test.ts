import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DecisionLog } from '../../../src/decision/log/decisionLog';
import { EarlierReplies } from '../../../src/decision/log/earlierReplies';
import type { LogHeader, ReplyLine } from '../../../src/decision/log/logEntry';
import { tempFolder } from '../../tempFolder';
import { someHeader } from './someHeader';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

describe('what other runs were answered', () => {
  let folder: string;
  beforeEach(() => {
    folder = tempFolder('earlier');
  });

  async function log(
    run: string,
    providers: LogHeader['providers'],
    lines: Partial<ReplyLine>[],
  ): Promise<string> {
    const file = join(folder, `${run}.jsonl`);
    const made = await DecisionLog.create(file, { ...someHeader, run, providers });
    for (const [index, line] of lines.entries())
      made.append({
        type: 'reply',
        decision_id: `${run}_${index}`,
        provider: 'ollama:a',
        request: HASH,
        asked: '2025-01-01T00:00:00Z',
        took_ms: 1,
        memories: [],
        ...line,
      });
    await made.flushed();
    await made.close();
    return file;
  }
  const reply = (reason: string) => ({ action: 'HOLD' as const, confidence: 1, reason });
  const told: string[] = [];
  const read = (providers: LogHeader['providers'], files: string[]) =>
    EarlierReplies.read(providers, files, new AbortController().signal, (text) => told.push(text));
  const A = { id: 'ollama:a', identity: 'digest-1' };

  it('is found by content, request and how often the same was asked before; the first run named counts', async () => {
    const first = await log(
      'first',
      [A],
      [
        { reply: reply('one') },
        { reply: reply('two'), ordinal: 1 },
        { request: OTHER, failure: 'none' },
        { request: OTHER, ordinal: 1, reply: reply('not its own'), reused: { run: 'x', decision_id: 'y' } },
      ],
    );
    const second = await log(
      'second',
      [A],
      [{ reply: reply('later') }, { request: OTHER, reply: reply('three') }],
    );
    const earlier = await read([A], [first, second]);
    const found = (request: string, ordinal: number) => earlier.find('ollama:a', request, ordinal);
    assert.deepEqual(found(HASH, 0), { run: 'first', decisionId: 'first_0', reply: reply('one') });
    assert.equal(found(HASH, 1)?.reply.reason, 'two');
    assert.equal(found(HASH, 2), null);
    assert.equal(found(OTHER, 0)?.reply.reason, 'three', 'a failure is no answer');
    assert.equal(found(OTHER, 1), null, 'what was reused is found where it was said');
    assert.equal(earlier.find('ollama:b', HASH, 0), null);
  });

  it('is never that of another content under the same name, whoever else has that content now', async () => {
    const file = await log('first', [A], [{ reply: reply('one') }]);
    const now = [
      { id: 'ollama:a', identity: 'digest-2' },
      { id: 'ollama:b', identity: 'digest-1' },
    ];
    const earlier = await read(now, [file]);
    assert.equal(earlier.find('ollama:a', HASH, 0), null);
    assert.equal(earlier.find('ollama:b', HASH, 0)?.reply.reason, 'one');
  });

  it('is read past a log that was changed, which is told', async () => {
    const file = await log('first', [A], [{ reply: reply('one') }, { reply: reply('two'), ordinal: 1 }]);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"one"', '"ten"'));
    const good = await log('second', [A], [{ reply: reply('two'), ordinal: 1 }]);
    const earlier = await read([A], [file, join(folder, 'gone.jsonl'), good]);
    assert.equal(earlier.find('ollama:a', HASH, 0), null);
    assert.equal(earlier.find('ollama:a', HASH, 1)?.run, 'second');
    assert.equal(told.length, 2);
    assert.match(told[0], /not reused: .*one of them was changed/);
  });
});
