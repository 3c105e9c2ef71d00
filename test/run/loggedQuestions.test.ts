import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logFile } from '../../src/common/files/workspacePaths';
import { linesOf } from '../../src/decision/log/logReader';
import { promptOfDecision } from '../../src/run/decisionTrail';
import { askingWorkspace, cli, PROGRAM, runsOf } from './askingWorkspace';

describe('what the user’s own code was asked', function () {
  this.timeout(60_000);
  let folder: string;
  let run: string;
  /** Each question as the program read it, by symbol and time. */
  const questions = new Map<string, unknown>();
  before(async () => {
    const made = await askingWorkspace({ from: '2025-03-20', to: '2025-04-10' });
    folder = made.folder;
    const told = PROGRAM.replace(
      "if (!error) appendFileSync('asked.txt', key",
      "if (!error) appendFileSync('questions.jsonl', JSON.stringify(request) + '\\n'), appendFileSync('asked.txt', key",
    );
    assert.notEqual(told, PROGRAM);
    writeFileSync(join(folder, 'decider.cjs'), told);
    assert.equal(cli('run', made.definition).status, 0);
    [run] = runsOf(folder);
    for (const line of readFileSync(join(folder, 'questions.jsonl'), 'utf8').trim().split('\n')) {
      const question = JSON.parse(line);
      questions.set(`${question.symbol} ${question.time}`, question);
    }
  });

  const entries = () => [...linesOf(logFile(folder, run))].map(({ entry }) => entry);
  const decided = () => entries().flatMap((entry) => (entry.type === 'decision' ? [entry.decision_id] : []));
  const shown = async (id: string): Promise<{ symbol: string; time: string; bars: unknown[] }> => {
    const text = await promptOfDecision(folder, run, id);
    return JSON.parse(/--- request ---\n([\s\S]*?)\n\n/.exec(text)?.[1] ?? 'null');
  };

  it('is told of each trade to the letter, from a log that copies no bars', async () => {
    const trades = decided();
    assert.ok(trades.length > 10);
    for (const id of trades) {
      const question = await shown(id);
      assert.deepEqual(question, questions.get(`${question.symbol} ${question.time}`));
      assert.equal(question.bars.length, 50);
    }
    const requests = entries().filter((entry) => entry.type === 'request');
    assert.equal(requests.length, trades.length);
    for (const entry of requests) assert.ok(!Array.isArray(Object(entry.request).bars));
    assert.equal(cli('replay', run, '--workspace', folder).status, 0);
  });

  it('takes few bytes where no trade comes of it', () => {
    const lines = readFileSync(logFile(folder, run), 'utf8').trim().split('\n');
    const replies = lines.filter((line) => line.includes('"type":"reply"') && !line.includes('"said"'));
    assert.ok(replies.length > 200);
    for (const line of replies) assert.ok(line.length < 420, line);
  });

  it('names its bars by their place where they are not those of then any more', async () => {
    const [id] = decided();
    const { symbol } = await shown(id);
    appendFileSync(
      join(folder, `data/market/${symbol}-1h.synthetic.csv`),
      '2026-01-01T00:00:00Z,1,1,1,1,1\n',
    );
    const { bars } = await shown(id);
    assert.deepEqual(Object.keys(bars), ['first', 'last', 'count']);
  });
});
