import { t } from '@vscode/l10n';

/** Digits, with what parts whole from decimals in the language of the words. */
export const decimal = (digits: string) => digits.replaceAll('.', t('.'));
