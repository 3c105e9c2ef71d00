import { t } from '@vscode/l10n';
import { decimal } from '../../common/format';

/** The sign is always there, since colour alone tells nobody; but where the digits say nothing but 0. */
function signed(value: number, digits: number): string {
  const shown = decimal(Math.abs(value).toFixed(digits));
  if (!/[1-9]/.test(shown)) return shown;
  return `${value < 0 ? '−' : '+'}${shown}`;
}

/** "+1.3 %", "−0.4 %", "0.0 %". */
export const signedPercent = (percent: number) => `${signed(percent, 1)} %`;

/** "+19.30", "−4.00", "0.00". */
export const signedMoney = (amount: number) => signed(amount, 2);

export const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

/** "1 trade", "120 trades". */
export const tradesCount = (count: number) => (count === 1 ? t('1 trade') : t('{0} trades', count));
