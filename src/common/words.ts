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

/** "12 entries were decided and not made, 8 of them for want of cash"; empty where none was refused. */
export function refusedText({
  refusedEntries,
  refusals = {},
}: {
  readonly refusedEntries: number;
  readonly refusals?: Readonly<Record<string, number>>;
}): string {
  if (refusedEntries === 0) return '';
  const { count } = numbers();
  const told =
    refusedEntries === 1
      ? t('1 entry was decided and not made')
      : t('{0} entries were decided and not made', count(refusedEntries));
  const [commonest] = Object.entries(refusals).sort(([, a], [, b]) => b - a);
  if (!commonest) return told;
  const [reason, times] = commonest;
  return times === refusedEntries
    ? t('{0}: {1}', told, refusalText(reason))
    : t('{0}; {1} of them: {2}', told, count(times), refusalText(reason));
}

/** Gives the words for why an entry was refused. */
function refusalText(reason: string): string {
  switch (reason) {
    case 'wrong_level':
      return t('a stop or target on the wrong side of the close');
    case 'no_cash':
      return t('no cash left');
    case 'below_step':
      return t('risk, cap or size for less than one step of quantity');
    default:
      return t('worth less than sizing.min_notional');
  }
}

/** "1.25 (−0.40 to 2.10)" of a run's Sharpe ratio with its 95 % interval; the ratio alone where there are too few days for one. */
export function sharpeText({ sharpe, sharpeInterval }: SharpeFigures): string {
  const { ratio } = numbers();
  if (!sharpeInterval) return ratio(sharpe);
  return t('{0} ({1} to {2})', ratio(sharpe), ...sharpeInterval.map(ratio));
}

interface SharpeFigures {
  readonly sharpe: number | null;
  readonly sharpeInterval?: readonly [number, number] | null;
}
