import { t } from '@vscode/l10n';
import { numbers } from '../common/words';
import type { Asking } from './process/protocol';

/** "1 answer", "480 answers". */
export const answersCount = (count: number) =>
  count === 1 ? t('1 answer') : t('{0} answers', numbers().count(count));

/** "812 of 1620 answers", "3 failed", "55 tokens/s": what there is to say of a run's questions. */
export function askingTexts({ answers, of, reused, failed, tokensPerSecond }: Asking): string[] {
  return [
    t('{0} of {1}', numbers().count(answers), answersCount(of)),
    ...(reused > 0 ? [t('{0} reused', reused)] : []),
    ...(failed > 0 ? [t('{0} failed', failed)] : []),
    ...(tokensPerSecond === null ? [] : [t('{0} tokens/s', numbers().count(tokensPerSecond))]),
  ];
}
