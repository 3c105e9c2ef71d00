import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../../../src/decision/log/logReader';
import { tempFolder } from '../../tempFolder';
import { ask, hostOf, resultOf } from './toolHost';

interface Explained {
  action: string;
  rows: { provider: string; reason: { untrusted: string } | null; request_sha256: string | null }[];
  outcome: { id: string; side: string } | null;
}

describe('tools in a workspace of version 0.1.0', () => {
  let folder: string;
  before(() => {
    folder = tempFolder('tools-of-earlier');
    cpSync('test/fixtures/version-0.1.0', folder, { recursive: true });
  });

  it('list its runs with their figures, and explain each decision that a trade came of', async () => {
    const host = hostOf(folder);
    const { rows } = await resultOf<{
      rows: { run: string; figures: { n: number; total_return: number } }[];
    }>(ask(host, 'backtest_list_runs'));
    assert.equal(rows.length, 2);
    let withReasons = 0;
    for (const { run, figures } of rows) {
      assert.ok(figures.n > 3 && Number.isFinite(figures.total_return));
      const log = join(folder, 'data/runs', run, 'decisions.jsonl');
      for (const { entry } of linesOf(log)) {
        if (entry.type !== 'decision') continue;
        const told = await resultOf<Explained>(
          ask(host, 'backtest_explain_decision', { decision: entry.decision_id }),
        );
        assert.equal(told.action, entry.action);
        assert.equal(told.rows.length, entry.votes.length);
        assert.deepEqual(
          [told.outcome?.id, told.outcome?.side],
          [entry.decision_id, entry.action === 'BUY' ? 'long' : 'short'],
        );
        withReasons += told.rows.filter(({ reason, request_sha256: hash }) => reason && hash).length;
      }
    }
    assert.ok(withReasons > 10);
  });
});
