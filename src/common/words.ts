import { t } from '@vscode/l10n';
import { formatsIn, type NumberFormats } from './format';

// The words and numbers of the language that people read: VS Code's or the page's; English where none was loaded.
// This file imports nothing that a browser lacks: the report's page uses it too.

let made: { readonly language: string; readonly formats: NumberFormats } | null = null;

/** The numbers of the language of the words, which is itself one of the words. */
export function numbers(): NumberFormats {
  const language = t('en');
  if (made?.language !== language) made = { language, formats: formatsIn(language) };
  return made.formats;
}

/** "1 trade", "1,203 trades". */
export const tradesCount = (count: number) =>
  count === 1 ? t('1 trade') : t('{0} trades', numbers().count(count));

/** "ollama:mistral failed in 33.3 % of its questions (8 of 24)". @param share 0.1 is ten percent. */
export function failingText(failing: {
  readonly provider: string;
  readonly failed: number;
  readonly questions: number;
  readonly share: number;
}): string {
  const { provider, failed, questions, share } = failing;
  const { count, percentOfShare } = numbers();
  return t(
    '{0} failed in {1} of its questions ({2} of {3})',
    provider,
    percentOfShare(share),
    count(failed),
    count(questions),
  );
}

/** Gives the words for an outcome's `exit_reason`. A reason of another tool keeps its own words, without underscores. */
export function exitReasonText(reason: string): string {
  switch (reason) {
    case 'stop_loss':
      return t('stop loss');
    case 'take_profit':
      return t('take profit');
    case 'signal':
      return t('signal');
    case 'max_holding':
      return t('max holding');
    case 'end_of_run':
      return t('end of run');
    default:
      return reason.replaceAll('_', ' ');
  }
}
