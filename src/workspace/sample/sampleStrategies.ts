import { scriptTypings } from '../../decision/providers/scriptTypings';

/** File of the scripts' types, below the workspace. */
export const TYPINGS_FILE = 'strategies/backtest-memory.d.ts';

const PYTHON = `"""Buys far below the mean of the last bars and sells far above it.

Backtest Memory starts this once a run. It writes each question to stdin, a line of JSON with an "id" and a "request", and
reads each answer from stdout, a line of JSON with the same "id". All other lines go to its log.
"""
import json
import statistics
import sys

BARS = 20
FAR = 1.5


def decide(request):
    closes = [bar[4] for bar in request["bars"]][-BARS:]
    if len(closes) < BARS:
        return "HOLD", 0, "too few bars yet"
    spread = statistics.stdev(closes)
    off = (closes[-1] - statistics.fmean(closes)) / spread if spread > 0 else 0.0
    reason = f"{off:+.1f} deviations off the mean of {BARS} bars"
    if abs(off) < FAR:
        return "HOLD", 50, reason
    return "SELL" if off > 0 else "BUY", min(90, 50 + 10 * abs(off)), reason


for line in sys.stdin:
    question = json.loads(line)
    action, confidence, reason = decide(question["request"])
    answer = {"id": question["id"], "action": action, "confidence": confidence, "reason": reason}
    print(json.dumps(answer), flush=True)
`;

const TYPESCRIPT = `import type { Decide } from './backtest-memory';

const BARS = 20;

/** Follows the move of the last bars, unless most of the similar trades have lost. */
const decide: Decide = ({ bars, memories }) => {
  if (bars.length <= BARS) return { action: 'HOLD', confidence: 0, reason: 'too few bars yet' };
  const [, , , , close] = bars[bars.length - 1];
  const [, , , , before] = bars[bars.length - 1 - BARS];
  const move = close / before - 1;
  const [action, side] = move > 0 ? (['BUY', 'long'] as const) : (['SELL', 'short'] as const);
  const similar = memories.filter((memory) => memory.side === side);
  const lost = similar.filter((memory) => memory.pnl_pct <= 0).length;
  const reason = \`\${(100 * move).toFixed(1)} % in \${BARS} bars; similar trades lost \${lost} of \${similar.length}\`;
  if (lost > similar.length / 2) return { action: 'HOLD', confidence: 50, reason };
  return { action, confidence: Math.min(90, 50 + 400 * Math.abs(move)), reason };
};

export default decide;
`;

/** The user's own code in a sample workspace, by path below the workspace. */
export const SAMPLE_STRATEGIES: Readonly<Record<string, string>> = {
  'strategies/mean_revert.py': PYTHON,
  'strategies/follow.ts': TYPESCRIPT,
  [TYPINGS_FILE]: scriptTypings(),
};
