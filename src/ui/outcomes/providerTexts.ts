import { t } from '@vscode/l10n';
import type { RunSummary } from '../../backtest/results/runSummary';
import { numbers, tradesCount } from '../../common/words';
import { learnedRange } from '../../decision/learning/learnedRange';
import type { AnswerRecord } from '../../decision/log/loggedProvider';
import type { OllamaHealth } from '../../decision/ollama/ollamaModels';
import type { TradeRecord } from '../../memory/tradeRecord';
import { answersCount } from '../../run/askingText';
import type { LoggedFailure } from '../../run/decisionTrail';

/** "43 % (34–52 %) · 109 trades · +19.30". */
export function recordText({ trades, win_rate, win_rate_interval, pnl }: TradeRecord): string {
  const rate =
    win_rate !== null && win_rate_interval
      ? `${numbers().wholePercentOfShare(win_rate)} (${numbers().interval(win_rate_interval)}) · `
      : '';
  return `${rate}${tradesCount(trades)} · ${numbers().signedMoney(pnl)}`;
}

/**
 * The weight of a provider's votes in a run. `now`: the weight learned by the end with its direction since the last
 * quarter, "1.10× ↗", or its range where it depends on the regime, "0.40–1.30×". `course`: the weights by quarter where
 * the regime is unknown, "1.00 → 0.96 → 1.10". `regimes`: the weight learned in each regime. `steps`: `course` in numbers.
 * @returns null where the run has no weight of the provider.
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
  const { multiplier, multiplierRange } = numbers();
  const known = steps.map(multiplier);
  const now = known.at(-1);
  if (now === undefined) return null;
  const learned = Object.entries(run?.regimeWeights ?? {}).flatMap(([regime, own]) =>
    own[provider] === undefined ? [] : [[regime, own[provider]] as const],
  );
  const range = learnedRange(run?.regimeWeights ?? {}, provider);
  const ranged = range ? multiplierRange(range) : now;
  return {
    now: ranged === now ? `${now} ${arrow(steps)}` : ranged,
    course: steps.map((weight) => numbers().fixed(weight, 2)).join(' → '),
    regimes: Object.fromEntries(learned.map(([regime, weight]) => [regime, multiplier(weight)])),
    steps,
  };
}

/** The direction of the last change. */
function arrow(steps: readonly number[]): string {
  // Compared as they are shown: an arrow between equal numbers would puzzle.
  const [before, now] = steps.slice(-2).map((weight) => Number(weight.toFixed(2)));
  if (now === undefined || now === before) return '→';
  return now > before ? '↗' : '↘';
}

const BARS = '▁▂▃▄▅▆▇█';

/** Draws numbers from 0 up as block characters; the largest is the highest. */
export function sparkline(values: readonly number[]): string {
  const largest = Math.max(...values);
  const height = (value: number) => (largest > 0 ? Math.round((value / largest) * (BARS.length - 1)) : 0);
  return values.map((value) => BARS[height(value)]).join('');
}

/** Says whether a model can be asked, and which build it is: "loaded, Ollama 0.5, digest 6f1b3a…". */
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
    ...(saying > 0 ? [t('{0} tokens/s', numbers().count((1000 * tokens) / saying))] : []),
    ...(asked > 0 ? [t('{0} each', numbers().seconds(took / asked))] : []),
  ].join(' · ');
}

/** A failure's decision and message. */
export function failureText({ decision, message }: LoggedFailure): string {
  return `${decision} · ${message}`;
}
