import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { TIMEFRAMES, type Timeframe } from '../../common/timeframe';
import { isSourceName, SOURCES, usualSource } from '../../market/download/sources/sourceNames';
import type { WantedBars } from '../../workspace/barsRows';
import { BAR_SOURCES } from '../folder/contributions';

/** What the user wants to download. Source null: the usual source of each symbol. */
interface BarsWish {
  readonly symbols: readonly string[];
  readonly source: string | null;
  readonly timeframe: Timeframe;
  readonly from: string;
  readonly to: string | null;
}

/** The sources that the user's own settings name. */
export const ownSources = () =>
  vscode.workspace.getConfiguration('backtestMemory').get<string[]>(BAR_SOURCES, []);

const titleOf = (step: number) => t('Download Bars ({0} of 4)', step);
const DAY_TEXT = /^\d{4}-\d{2}-\d{2}$/;

/** Asks what to download, with a suggestion for each answer. @returns null where the user leaves. */
export async function askForBars(usual: readonly string[], now: Date): Promise<BarsWish | null> {
  const symbols = await askSymbols(usual);
  const source = symbols && (await askSource(symbols));
  const timeframe = source && (await askTimeframe());
  const span = timeframe && (await askSpan(now));
  return span ? { symbols, source: source.name, timeframe, ...span } : null;
}

/** Asks which source known bars should come from. */
export async function askSourceOf(
  wanted: readonly WantedBars[],
): Promise<{ name: string | null } | undefined> {
  return askSource([...new Set(wanted.map(({ symbol }) => symbol))]);
}

async function askSymbols(usual: readonly string[]): Promise<readonly string[] | undefined> {
  const text = await vscode.window.showInputBox({
    title: titleOf(1),
    prompt: t('Symbols, with blanks between them: pairs such as BTCUSD and EURUSD, shares such as AAPL'),
    value: usual.join(' '),
    validateInput: (typed) => (typed.trim() === '' ? t('Name a symbol') : null),
  });
  return text?.trim().split(/[\s,]+/);
}

async function askSource(symbols: readonly string[]): Promise<{ name: string | null } | undefined> {
  const usual = symbols.map((symbol) => t('{0} from {1}', symbol, usualSource(symbol))).join(', ');
  const items = [
    { label: t('Where they are best looked for'), description: usual, name: null },
    ...Object.entries(SOURCES).map(([name, about]) => ({ label: name, description: about, name })),
    ...ownSources()
      .filter(isSourceName)
      .map((name) => ({ label: name, description: t('of your settings'), name })),
  ];
  return vscode.window.showQuickPick(items, {
    title: titleOf(2),
    placeHolder: t('From which source?'),
  });
}

async function askTimeframe(): Promise<Timeframe | undefined> {
  const names = Object.keys(TIMEFRAMES) as Timeframe[];
  const items = ['1h' as const, ...names.filter((name) => name !== '1h')].map((label) => ({
    label,
    description: label === '1h' ? t('a backtest puts longer bars together from these') : undefined,
  }));
  const options = { title: titleOf(3), placeHolder: t('How long is a bar?') };
  return (await vscode.window.showQuickPick(items, options))?.label;
}

async function askSpan(now: Date): Promise<Pick<BarsWish, 'from' | 'to'> | undefined> {
  const year = now.getUTCFullYear();
  // The month before warms up indicators.
  const span = (label: string, from: string, to: string | null) => ({
    label,
    description: t('and the month before'),
    span: { from, to },
  });
  const items = [
    span(t('The year {0}', year - 1), `${year - 2}-12-01`, `${year - 1}-12-31`),
    span(t('The year {0} so far', year), `${year - 1}-12-01`, null),
    span(t('The years {0} to {1}', year - 3, year - 1), `${year - 4}-12-01`, `${year - 1}-12-31`),
    { label: t('Other days…'), description: '', span: null },
  ];
  const options = { title: titleOf(4), placeHolder: t('Which span?') };
  const chosen = await vscode.window.showQuickPick(items, options);
  if (!chosen || chosen.span) return chosen?.span ?? undefined;
  const from = await askDay(t('The first day, YYYY-MM-DD'), `${year}-01-01`);
  const to = from && (await askDay(t('The last day, YYYY-MM-DD'), now.toISOString().slice(0, 10)));
  return from && to ? { from, to } : undefined;
}

function askDay(prompt: string, value: string): Thenable<string | undefined> {
  const validateInput = (typed: string) =>
    DAY_TEXT.test(typed) && !Number.isNaN(Date.parse(typed)) ? null : t('Write a day as 2025-01-31');
  return vscode.window.showInputBox({ title: titleOf(4), prompt, value, validateInput });
}
