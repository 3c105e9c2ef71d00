import assert from 'node:assert/strict';
import { EquityCurve } from '../../src/backtest/engine/equityCurve';
import { findRun } from '../../src/backtest/results/runFiles';
import { OllamaClient } from '../../src/decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { openFresh } from '../../src/run/openRun';
import { RunRecorder } from '../../src/run/runRecorder';
import { modelWorkspace } from './modelWorkspace';

/** What is learned of the only provider. */
const weights = (multiplier: number) => {
  const overall = { 'rule:trend': multiplier };
  return { overall, regimes: { TRENDING: overall, RANGING: overall, VOLATILE: overall } };
};
const now = () => Date.UTC(2026, 0, 1);

describe('the record of a run', () => {
  it('that a bug ends is failed, never running, even where the bug is a figure that no file can hold', async () => {
    const { folder: workspace, definition } = modelWorkspace({ providers: [{ use: 'rule:trend' }] });
    const ollama = new OllamaClient(LOCAL_OLLAMA);
    const opening = { workspace, now, note: () => {}, ollama, editor: null, tell: () => {} };
    const opened = await openFresh(opening, definition);
    const recorder = new RunRecorder(opened, { workspace, now, notes: [], note: () => {} });
    const curve = new EquityCurve(Float64Array.of(Date.UTC(2025, 2, 13)));
    curve.push(10_000, 10_000);
    await recorder.quarterEnded('2025-Q1', curve, weights(1));
    const bug = await recorder
      .quarterEnded('2025-Q2', curve, weights(Number.NaN))
      .then(() => null)
      .catch((error: unknown) => error);
    assert.ok(bug instanceof Error);
    await recorder.failed(bug);
    await opened.log.close();
    const left = await findRun(workspace, opened.summary.run);
    assert.equal(left?.state, 'failed');
    assert.deepEqual(
      left?.quarters.map(({ quarter }) => quarter),
      ['2025-Q1'],
    );
  });
});
