import assert from 'node:assert/strict';
import { exitReasonText, tradesCount } from '../../src/common/words';
import { EXIT_REASONS } from '../../src/memory/exitReason';

describe('words about trades', () => {
  it('of why a trade was left are those of its outcome, with blanks', () => {
    for (const reason of EXIT_REASONS) assert.equal(exitReasonText(reason), reason.replaceAll('_', ' '));
    assert.equal(exitReasonText('trailing_stop_loss'), 'trailing stop loss');
  });

  it('count one, and thousands', () => {
    assert.equal(tradesCount(1), '1 trade');
    assert.equal(tradesCount(1203), '1,203 trades');
  });
});
