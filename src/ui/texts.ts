import { t } from '@vscode/l10n';
import type { RunSummary } from '../backtest/results/runSummary';
import { isoTime } from '../common/calendar';
import { decimal } from '../common/format';
import { learnedText } from '../decision/learning/learnedText';
import type { AnswerRecord } from '../decision/log/loggedProvider';
import type { OllamaHealth } from '../decision/ollama/ollamaModels';
import type { Grouping, Sort } from '../memory/grouping';
import type { OutcomeFacts } from '../memory/outcomeRow';
import { sideOf } from '../memory/side';
import type { TradeRecord } from '../memory/tradeRecord';
import { answersCount, askingTexts, durationText } from '../run/askingText';
import type { LoggedFailure } from '../run/decisionTrail';
import type { Progress } from '../run/process/protocol';
import type { TypedSearchAnswer } from '../workspace/outcomeSearch';
import type { RunRow } from '../workspace/workspaceProtocol';

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

/** "1 outcome", "120 outcomes". */
export const outcomesCount = (count: number) => (count === 1 ? t('1 outcome') : t('{0} outcomes', count));

/** How a run is, or how it ended. */
export function stateText(state: RunRow['state']): string {
  switch (state) {
    case 'running':
      return t('running');
    case 'done':
      return t('done');
    case 'cancelled':
      return t('cancelled');
    case 'failed':
      return t('failed');
    case 'interrupted':
      return t('interrupted');
  }
}

export function runText({ summary, state }: RunRow): string {
  const { total } = summary;
  const synthetic = summary.synthetic ? [t('synthetic')] : [];
  if (!total || total.totalReturn === null) return [stateText(state), ...synthetic].join(' · ');
  return [
    ...(state === 'done' ? [] : [stateText(state)]),
    signedPercent(total.totalReturn * 100),
    tradesCount(total.trades),
    ...(total.winRate === null ? [] : [t('{0} wins', percent(total.winRate))]),
    ...synthetic,
  ].join(' · ');
}

/** "2025-Q2 · 2025-04-17 · 120 trades · 10437 · 29 % · 3 s left", "2025-Q2 · 812 of 1620 answers · 50 % · 12 min left · 9 trades". */
export function progressText(progress: Progress): string {
  const { benchmark, quarter, time, done, trades, equity, timeLeft, asking } = progress;
  const left = timeLeft === null ? '' : ` · ${t('{0} left', durationText(timeLeft))}`;
  if (benchmark) return `${t('benchmark')} · ${percent(done)}${left}`;
  const traded = tradesCount(trades);
  // What takes the time comes first: a row of the sidebar is short.
  if (asking) return `${quarter} · ${askingTexts(asking).join(' · ')} · ${percent(done)}${left} · ${traded}`;
  return `${quarter} · ${isoTime(time).slice(0, 10)} · ${traded} · ${equity.toFixed(0)} · ${percent(done)}${left}`;
}

/** "BTCUSD long +1.8 %". */
export function outcomeText({ asset_pair: symbol, action, pnl_pct: pnl }: OutcomeFacts): string {
  return `${symbol} ${sideOf(action)} ${signedPercent(pnl)}`;
}

/** "43 % (34–52 %) · 109 trades · +19.30". */
export function recordText({ trades, win_rate, win_rate_interval, pnl }: TradeRecord): string {
  const rate =
    win_rate !== null && win_rate_interval
      ? `${percent(win_rate)} (${(100 * win_rate_interval[0]).toFixed(0)}–${percent(win_rate_interval[1])}) · `
      : '';
  return `${rate}${tradesCount(trades)} · ${signedMoney(pnl)}`;
}

/**
 * A provider's multiplier in a run: `now` what it was left with and where that went from the last quarter's, "1.10× ↗",
 * or between what and what where it depends on the regime, "0.40–1.30×"; `course` all of them where the regime
 * is unknown, "1.00 → 0.96 → 1.10"; `regimes` what it was left with in each.
 */
export function weightTexts(
  run:
    | (Pick<RunSummary, 'weights' | 'regimeWeights'> & {
        readonly quarters: readonly Pick<RunSummary['quarters'][number], 'weights'>[];
      })
    | undefined,
  provider: string,
): {
  now: string;
  course: string;
  regimes: Readonly<Record<string, string>>;
  steps: readonly number[];
} | null {
  const weights = run?.quarters.map((quarter) => quarter.weights[provider]).concat(run.weights[provider]);
  const steps = weights?.filter((weight) => weight !== undefined) ?? [];
  const known = steps.map((weight) => weight.toFixed(2));
  const now = known.at(-1);
  if (now === undefined) return null;
  // As they are shown: an arrow between equal numbers would puzzle.
  const change = Number(now) - Number(known.at(-2) ?? now);
  const arrow = change > 0 ? '↗' : change < 0 ? '↘' : '→';
  const learned = Object.entries(run?.regimeWeights ?? {}).flatMap(([regime, own]) =>
    own[provider] === undefined ? [] : [[regime, own[provider]] as const],
  );
  const range = learnedText(run?.regimeWeights ?? {}, provider) ?? now;
  return {
    now: decimal(range === now ? `${now}× ${arrow}` : `${range}×`),
    course: decimal(known.join(' → ')),
    regimes: Object.fromEntries(
      learned.map(([regime, weight]) => [regime, decimal(`${weight.toFixed(2)}×`)]),
    ),
    steps,
  };
}

/** What outcomes are grouped by. */
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

/** Which outcomes come first. */
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

const BARS = '▁▂▃▄▅▆▇█';

/** Numbers from 0 up as bars, the largest the highest. */
export function sparkline(values: readonly number[]): string {
  const largest = Math.max(...values);
  const height = (value: number) => (largest > 0 ? Math.round((value / largest) * (BARS.length - 1)) : 0);
  return values.map((value) => BARS[height(value)]).join('');
}

/** Whether a model can be asked, and which it is: "loaded, digest 6f1b3a…". */
export function healthText(provider: string, health: OllamaHealth): { good: boolean; text: string } {
  if (!health.reachable)
    return { good: false, text: t('{0} cannot be reached: {1}', health.host, health.reason) };
  const model = provider.slice(provider.indexOf(':') + 1);
  const found = health.models.find(({ name }) => name === model || name === `${model}:latest`);
  if (!found) return { good: false, text: t('{0} does not have it; a run offers to pull it', health.host) };
  const digest = found.digest.replace('sha256:', '').slice(0, 12);
  return {
    good: true,
    text: found.loaded
      ? t('loaded, Ollama {0}, digest {1}', health.version, digest)
      : t('there, not loaded, Ollama {0}, digest {1}', health.version, digest),
  };
}

/** "480 answers · 120 reused · 31 tokens/s · 2.1 s each". */
export function answersText({
  answers,
  reused,
  tokens,
  saying_ms: saying,
  took_ms: took,
}: AnswerRecord): string {
  const asked = answers - reused;
  return [
    answersCount(answers),
    ...(reused > 0 ? [t('{0} reused', reused)] : []),
    ...(saying > 0 ? [t('{0} tokens/s', ((1000 * tokens) / saying).toFixed(0))] : []),
    ...(asked > 0 ? [t('{0} s each', decimal((took / asked / 1000).toFixed(1)))] : []),
  ].join(' · ');
}

/** Where a failure was, and its words. */
export function failureText({ decision, message }: LoggedFailure): string {
  return `${decision} · ${message}`;
}

/** How a search was understood, how many outcomes are meant, and what their scores mean. */
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

/** Makes any text inert in Markdown: no link, emphasis, code, table, heading or HTML comes of it. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/[\\`*_{}[\]()<>#+\-.!|~&:$^=@/"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
