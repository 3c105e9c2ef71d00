import assert from 'node:assert/strict';
import { counted } from '../../src/common/format';

describe('what is counted', () => {
  it('is one where it is one', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count, 'embedded text')),
      ['0 embedded texts', '1 embedded text', '2 embedded texts'],
    );
  });
});
