import assert from 'node:assert/strict';
import { counted, ENGLISH, formatsIn, plainFixed, plainSigned } from '../../src/common/format';

const GERMAN = formatsIn('de');

describe('numbers as text', () => {
  it('say by their names what they are given: a share of 1, or percent', () => {
    assert.equal(ENGLISH.signedPercentOfShare(0.0125), '+1.3 %');
    assert.equal(ENGLISH.signedPercentOfPercent(1.25, 1), '+1.3 %');
    assert.equal(ENGLISH.signedPercentOfPercent(1.25, 2), '+1.25 %');
    assert.equal(ENGLISH.percentOfShare(0.1), '10.0 %');
    assert.equal(ENGLISH.wholePercentOfShare(0.294), '29 %');
    assert.equal(ENGLISH.interval([0.344, 0.516]), '34–52 %');
  });

  it('carry a true minus sign, and none where the digits say nothing but 0', () => {
    assert.equal(ENGLISH.count(-1234), '−1,234');
    assert.equal(ENGLISH.money(-0.5), '−0.50');
    assert.equal(ENGLISH.signedMoney(-4), '−4.00');
    assert.equal(ENGLISH.signedMoney(0.004), '0.00');
    assert.equal(ENGLISH.signedPercentOfPercent(-0.04, 1), '0.0 %');
    assert.equal(ENGLISH.percentOfShare(-0.1), '−10.0 %');
  });

  it('follow the language that is asked for', () => {
    assert.equal(ENGLISH.signedMoney(-1234.5), '−1,234.50');
    assert.equal(GERMAN.signedMoney(-1234.5), '−1.234,50');
    assert.equal(GERMAN.multiplierRange([0.4, 1.3]), '0,40–1,30×');
    assert.equal(GERMAN.duration(84 * 3_600_000), '3,5 Tage');
    assert.equal(GERMAN.timeLeft(9_000_000), '2,5 h');
  });

  it('are rounded by what they are, not by what they are written as', () => {
    assert.equal(ENGLISH.duration(29.95 * 3_600_000), '29.9 h');
    assert.equal(ENGLISH.multiplier(1.005), '1.00×');
    assert.equal(ENGLISH.money(1.005), '1.00');
    assert.equal(ENGLISH.fixed(1.45, 1), '1.4');
  });

  it('are a dash where a figure is undefined', () => {
    assert.equal(ENGLISH.percentOfShare(null), '–');
    assert.equal(ENGLISH.ratio(undefined), '–');
    assert.equal(ENGLISH.interval(null), '–');
    assert.equal(ENGLISH.price(null), '–');
  });

  it('say a range once where both ends are written alike', () => {
    assert.equal(ENGLISH.multiplierRange([1.101, 1.104]), '1.10×');
  });

  it('say times in the unit that suits them', () => {
    const HOUR = 3_600_000;
    assert.deepEqual(
      [45 / 60, 26, 48, 84].map((hours) => ENGLISH.duration(hours * HOUR)),
      ['45 min', '26 h', '2 days', '3.5 days'],
    );
    assert.deepEqual([2100, 800_000, 3.5 * HOUR].map(ENGLISH.timeLeft), ['3 s', '13 min', '3.5 h']);
  });
});

describe('numbers in prompts and logs', () => {
  it('are plain: a hyphen for the minus sign, a sign where one is wanted, and never -0', () => {
    assert.equal(plainFixed(-0.004, 2), '0.00');
    assert.equal(plainFixed(-1234.5, 1), '-1234.5');
    assert.equal(plainSigned(1.2, 2), '+1.20');
    assert.equal(plainSigned(-0.001, 2), '+0.00');
    assert.equal(plainSigned(-0.3, 2), '-0.30');
  });
});

describe('what is counted', () => {
  it('is one where it is one', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count, 'embedded text')),
      ['0 embedded texts', '1 embedded text', '2 embedded texts'],
    );
  });
});
