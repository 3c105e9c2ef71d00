import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../src/common/calendar';
import { DAY, HOUR } from '../../src/common/timeframe';
import { DecisionLog } from '../../src/decision/log/decisionLog';
import type { LogEntry } from '../../src/decision/log/logEntry';
import { lineOf, linesOf } from '../../src/decision/log/logReader';
import { decisionId, parseDecisionId } from '../../src/memory/decisionId';
import { DecisionTrails, promptOfDecision } from '../../src/run/decisionTrail';
import { someHeader } from '../decision/log/someHeader';
import { tempFolder } from '../tempFolder';

type Entry<Type extends LogEntry['type']> = Extract<LogEntry, { type: Type }>;

describe('the trail of a decision', () => {
  let folder: string;
  before(() => {
    folder = tempFolder('trail');
  });

  const BAR = Date.UTC(2025, 0, 2);
  const id = decisionId('run', 'BTCUSD', BAR);
  const sha256 = 'a'.repeat(64);
  const request: Entry<'request'> = {
    type: 'request',
    sha256,
    request: { symbol: 'BTCUSD', said: 'ünïcode 漢字\n' },
  };
  const memories = [{ decision_id: 'run_BTCUSD_20250101T0000Z', similarity: 0.5 }];
  const reply: Entry<'reply'> = {
    type: 'reply',
    decision_id: id,
    provider: 'command:x',
    request: sha256,
    asked: '2025-01-02T00:00:00Z',
    took_ms: 5,
    memories,
    failure: 'it said nothing',
  };
  const decision: Entry<'decision'> = {
    type: 'decision',
    decision_id: id,
    action: 'BUY',
    confidence: 60,
    reason: 'up',
    votes: [{ provider: 'rule:trend', action: 'BUY', confidence: 60, weight: 1 }],
    memories,
  };
  const weights = (time: number, weight: number): Entry<'weights'> => ({
    type: 'weights',
    time: isoTime(time),
    multipliers: { 'rule:trend': weight },
  });

  async function logOf(...entries: LogEntry[]): Promise<string> {
    const file = join(mkdtempSync(join(folder, 'log-')), 'decisions.jsonl');
    const header = { ...someHeader, run: 'run', definition: { ...someHeader.definition, timeframe: '1h' } };
    const log = await DecisionLog.create(file, header);
    for (const entry of entries) log.append(entry);
    await log.flushed();
    await log.close();
    return file;
  }

  /** The line that would follow in a log. */
  async function nextLine(file: string, entry: LogEntry): Promise<string> {
    const { log } = await DecisionLog.open(file, 'replay');
    await log.close();
    return lineOf(entry, log.end.sha256);
  }

  it('has the vote, the replies with what was asked to the letter, the memories and what was learned by then', async () => {
    const closed = BAR + HOUR;
    const log = await logOf(
      weights(BAR, 1.1),
      weights(closed, 1.2),
      request,
      reply,
      weights(closed + 1000, 1.3),
      decision,
    );
    assert.deepEqual(await new DecisionTrails(log).at(id), {
      symbol: 'BTCUSD',
      decided: closed,
      decision,
      replies: [{ line: 5, request: request.request, reply }],
      memories,
      multipliers: { 'rule:trend': 1.2 },
    });
  });

  it('is told apart from those of other decisions, and is null where the log has nothing', async () => {
    const trails = new DecisionTrails(await logOf(request, reply, decision));
    assert.deepEqual((await trails.votes()).get(id), decision.votes);
    assert.equal(await trails.at(decisionId('run', 'BTCUSD', BAR + DAY)), null);
    assert.equal(await trails.at(sha256.slice(1)), null);
  });

  it('tells failures, and where they stand', async () => {
    const answered = {
      ...reply,
      provider: 'command:y',
      failure: undefined,
      reply: { action: 'HOLD', confidence: 1, reason: '"failure":' },
    } as const;
    const trails = new DecisionTrails(await logOf(request, answered, reply));
    assert.deepEqual(await trails.failures(), [
      {
        line: 4,
        provider: 'command:x',
        decision: 'BTCUSD 20250102T0000Z',
        cause: 'other',
        message: 'it said nothing',
        said: [],
      },
    ]);
  });

  it('grows with the log, and has no line before it is whole', async () => {
    const file = await logOf(request);
    const trails = new DecisionTrails(file);
    assert.equal(await trails.at(id), null);
    const line = await nextLine(file, decision);
    appendFileSync(file, line.slice(0, 40));
    assert.equal(await trails.at(id), null);
    appendFileSync(file, `${line.slice(40)}\n`);
    assert.deepEqual((await trails.at(id))?.decision, decision);
  });

  it('is found however the keys of a line are ordered', async () => {
    const file = await logOf(request);
    for (const entry of [reply, decision]) {
      const { previous, type, ...rest } = JSON.parse(await nextLine(file, entry));
      appendFileSync(file, `${JSON.stringify({ ...rest, type, previous })}\n`);
    }
    const trails = new DecisionTrails(file);
    const trail = await trails.at(id);
    assert.deepEqual([trail?.decision, trail?.replies[0].reply], [decision, reply]);
    assert.equal((await trails.failures()).length, 1);
  });

  it('is found at any length of lines, whatever chunks they are read in', async () => {
    const long: LogEntry = { type: 'request', sha256, request: { text: 'x'.repeat(200_000) } };
    const trail = await new DecisionTrails(await logOf(long, reply, decision)).at(id);
    assert.deepEqual(trail?.replies[0].request, long.request);
    assert.deepEqual(trail?.decision, decision);
  });

  it('is refused where a line of the log was changed, or the log is not there', async () => {
    const file = await logOf(request, reply, decision);
    for (const [from, to] of [
      ['it said nothing', 'it said so much'],
      ['ünïcode', 'unïcode'],
    ]) {
      const changed = join(mkdtempSync(join(folder, 'changed-')), 'decisions.jsonl');
      writeFileSync(changed, readFileSync(file, 'utf8').replace(from, to));
      const trails = new DecisionTrails(changed);
      for (const ask of [() => trails.at(id), () => trails.votes(), () => trails.failures()])
        await assert.rejects(ask, { name: 'InputError', message: /one of them was changed/ });
    }
    await assert.rejects(new DecisionTrails(join(folder, 'none')).at(id), /it cannot be read \(ENOENT\)/);
  });

  it('is read from a log of version 0.1.0, with what its program and script were asked', async () => {
    const workspace = 'test/fixtures/version-0.1.0';
    let replies = 0;
    for (const run of readdirSync(join(workspace, 'data/runs'))) {
      const file = join(workspace, 'data/runs', run, 'decisions.jsonl');
      const trails = new DecisionTrails(file);
      for (const { entry, line } of linesOf(file)) {
        if (entry.type !== 'reply' && entry.type !== 'decision') continue;
        const trail = await trails.at(entry.decision_id);
        assert.equal(trail?.decided, (parseDecisionId(entry.decision_id, run)?.barTime ?? 0) + DAY);
        if (entry.type === 'decision') assert.deepEqual(trail.decision, entry);
        else assert.deepEqual(trail.replies.find((one) => one.line === line)?.reply, entry);
        replies += entry.type === 'reply' ? 1 : 0;
        if (replies > 3) continue;
        const text = await promptOfDecision(workspace, run, entry.decision_id);
        assert.equal(text.includes('Nobody was asked'), trail.replies.length === 0);
      }
    }
    assert.ok(replies > 10);
  });
});
