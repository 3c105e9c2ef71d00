import { t } from '@vscode/l10n';
import { numbers } from '../../common/words';
import type { Grouping, Sort } from '../../memory/grouping';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import type { TypedSearchAnswer } from '../../workspace/outcomeSearch';

/** "1 outcome", "120 outcomes". */
export const outcomesCount = (count: number) =>
  count === 1 ? t('1 outcome') : t('{0} outcomes', numbers().count(count));

/** "BTCUSD long +1.8 %". */
export function outcomeText({ symbol, side, pnlPct }: OutcomeFacts): string {
  return `${symbol} ${side} ${numbers().signedPercentOfPercent(pnlPct, 1)}`;
}

/** The word for what outcomes are grouped by. */
export function groupingText(grouping: Grouping): string {
  switch (grouping) {
    case 'quarter':
      return t('quarter');
    case 'symbol':
      return t('symbol');
    case 'provider':
      return t('provider');
    case 'regime':
      return t('regime');
  }
}

/** The word for the outcomes that come first. */
export function sortText(sort: Sort): string {
  switch (sort) {
    case 'newest':
      return t('newest');
    case 'oldest':
      return t('oldest');
    case 'best':
      return t('best');
    case 'worst':
      return t('worst');
  }
}

/** Says how a search was understood, how many outcomes passed its filters, and what the scores mean. */
export function searchText(
  answer: Omit<TypedSearchAnswer, 'found'> & { found: readonly { score: number | null }[] },
): string {
  const { understood, problems, meant, embedded, scoredBy, found } = answer;
  const filters = understood.length > 0 ? `${understood.join(' · ')}: ` : '';
  const by = scoredBy === 'lexical' ? t('scored by shared words') : t('scored by {0}', scoredBy);
  const scored = found.some(({ score }) => score !== null);
  const partly = scored && embedded < meant ? `, ${t('{0} of them so far', embedded)}` : '';
  const how = `${scored ? by : t('newest first')}${partly}`;
  return [`${filters}${outcomesCount(meant)}, ${how}`, ...problems].join(' · ');
}
