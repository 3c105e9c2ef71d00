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
