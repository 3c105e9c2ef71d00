import { t } from '@vscode/l10n';
import { decimal } from '../common/format';
import type { Asking } from './process/protocol';

/** "1 answer", "480 answers". */
export const answersCount = (count: number) => (count === 1 ? t('1 answer') : t('{0} answers', count));

/** "812 of 1620 answers", "3 failed", "55 tokens/s": what there is to say of a run's questions. */
export function askingTexts({ answers, of, reused, failed, tokensPerSecond }: Asking): string[] {
  return [
    t('{0} of {1}', answers, answersCount(of)),
    ...(reused > 0 ? [t('{0} reused', reused)] : []),
    ...(failed > 0 ? [t('{0} failed', failed)] : []),
    ...(tokensPerSecond === null ? [] : [t('{0} tokens/s', tokensPerSecond.toFixed(0))]),
  ];
}

/** "40 s", "12 min", "3.5 h". */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 100 ? `${minutes} min` : `${decimal((minutes / 60).toFixed(1))} h`;
}
