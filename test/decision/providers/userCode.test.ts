import assert from 'node:assert/strict';
import { placeIn } from '../../../src/decision/providers/userCode';

const WORKSPACE = '/home/a b/folder';
const placed = (...lines: string[]) => placeIn(lines.join('\n'), WORKSPACE);

describe('the place of an error', () => {
  it('is the innermost of the workspace’s own frames', () => {
    const mine = { file: `${WORKSPACE}/strategies/mine.ts`, line: 7 };
    assert.deepEqual(
      placed(
        'TypeError: no (really: 1:2)',
        '    at lib (/home/a b/folder/node_modules/lib/index.js:1:1)',
        '    at Object.decide [as default] (/home/a b/folder/strategies/mine.ts:7:12)',
        '    at outer (/home/a b/folder/strategies/other.ts:9:1)',
        '    at node:internal/process/task_queues:95:5',
      ),
      mine,
    );
    assert.deepEqual(placed('Error', '    at /home/a b/folder/strategies/mine.ts:7:12'), mine);
    assert.deepEqual(placed('Error', '    at async /home/a b/folder/strategies/mine.ts:7:12'), mine);
    assert.deepEqual(
      placed('Error', '    at async f (file:///home/a%20b/folder/strategies/mine.ts:7:12)'),
      mine,
    );
    assert.deepEqual(
      placed('ParseError: Unexpected token', ' /home/a b/folder/strategies/mine.ts:7:0'),
      mine,
    );
    assert.equal(placed('Error', '    at f (/usr/lib/x.js:1:1)'), null);
    assert.equal(placed('no place at all'), null);
  });

  it('is the last that a Python traceback names, its libraries apart', () => {
    const place = placed(
      'Traceback (most recent call last):',
      '  File "/home/a b/folder/strategies/mine.py", line 30, in <module>',
      '    print(decide(json.loads(line)))',
      '  File "strategies/mine.py", line 12, in decide',
      '    statistics.stdev([])',
      '  File "/usr/lib/python3.11/statistics.py", line 921, in stdev',
      'statistics.StatisticsError: stdev requires at least two data points',
    );
    assert.deepEqual(place, { file: `${WORKSPACE}/strategies/mine.py`, line: 12 });
  });
});
