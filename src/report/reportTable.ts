import { failingProviders } from '../backtest/results/failing';
import type { Benchmark, Measures, RunSummary } from '../backtest/results/runSummary';
import { counted, ENGLISH } from '../common/format';
import { failingText, refusedText, sharpeText } from '../common/words';
import { learnedRange } from '../decision/learning/learnedRange';

const {
  count,
  money,
  signedMoney,
  ratio,
  percentOfShare,
  drawdown,
  signedPercentOfShare,
  interval,
  duration,
  seconds,
} = ENGLISH;
const { multiplier, multiplierRange } = ENGLISH;

/** A run as a table by quarter, for terminals. Undefined figures are "–". */
export function reportTable(run: RunSummary): string {
  const providers = Object.keys(run.weights);
  const header = ['quarter', 'return', 'trades', 'win rate', 'Sharpe', 'drawdown', ...providers];
  const weights = (row: Readonly<Record<string, number>>) => providers.map((id) => weightText(row[id]));
  const ranges = (row: Pick<RunSummary, 'weights' | 'regimeWeights'>) =>
    providers.map((id) => rangeText(learnedRange(row.regimeWeights, id)) ?? weightText(row.weights[id]));
  const figureless = header.slice(1, -providers.length).map(() => '');
  const rows = run.quarters.map((quarter) => [
    quarter.quarter,
    // A ratio of so few days is shown with its interval, or not at all.
    ...figures(quarter.sharpeInterval ? quarter : { ...quarter, sharpe: null }),
    ...ranges(quarter),
  ]);
  if (run.total) rows.push(['total', ...figures(run.total), ...ranges(run)]);
  const { buyAndHold, equalWeights } = run.benchmarks ?? {};
  if (buyAndHold) rows.push(['buy and hold', ...benchmarkFigures(buyAndHold), ...providers.map(() => '')]);
  if (equalWeights)
    rows.push(['equal weights', ...benchmarkFigures(equalWeights), ...providers.map(() => '1.00×')]);
  for (const [regime, learned] of Object.entries(run.regimeWeights))
    rows.push([`  ${regime}`, ...figureless, ...weights(learned)]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('  '),
  );
  const title = `${run.name}${run.synthetic ? ' (synthetic bars)' : ''}: ${run.state}, run ${run.run}`;
  const failing = failingProviders(run.asked).map(
    (one) => `${failingText(one)}: the results lack those votes.`,
  );
  const interrupted =
    run.state === 'interrupted'
      ? `${run.problem}. What was answered is kept; “resume ${run.run}” goes on once that is mended.`
      : '';
  const end = run.total
    ? `${money(run.capital)} ${run.currency} became ${money(run.total.finalEquity)}, all costs paid. A quarter’s weights are those of its last votes, from the lowest to the highest of the regimes; those of the total, and of each regime below it, were learned by the end.`
    : '';
  const dearer = run.costs
    .filter(({ multiple }) => multiple > 1)
    .map(
      ({ multiple, totalReturn, ruined }) =>
        `${ruined ? 'ruined' : signedPercentOfShare(totalReturn)} at ${multiple}×`,
    );
  const costs = dearer.length > 0 ? `Its decisions played again at higher costs: ${dearer.join(', ')}.` : '';
  const refused = refusedText(run);
  return [
    title,
    ...failing,
    interrupted,
    ...(rows.length > 0 ? lines : []),
    end,
    run.total ? moreFigures(run.total) : '',
    ambiguity(run),
    refused && `${refused}.`,
    regretText(run.regret),
    costs,
    ...askedTexts(run.asked),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** "ollama:mistral: 270 answers, 40 reused, 3 failed (2 cut off, 1 deadline), 55 tokens/s, 820 ms each". */
function askedTexts(asked: RunSummary['asked']): string[] {
  return Object.entries(asked).map(([provider, record]) => {
    const { answers, reused, retried, failures, tokens, saying_ms: saying, took_ms: took } = record;
    const causes = Object.entries(failures).map(([cause, count]) => `${count} ${cause}`);
    const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
    const asks = answers - reused;
    const parts = [
      counted(answers, 'answer'),
      ...(reused > 0 ? [`${reused} reused`] : []),
      ...(retried > 0 ? [`${retried} at the second try`] : []),
      ...(failed > 0 ? [`${failed} failed (${causes.join(', ')})`] : []),
      ...(saying > 0 ? [`${count(tokens / (saying / 1000))} tokens/s`] : []),
      ...(asks > 0 ? [`${seconds(took / asks)} each`] : []),
    ];
    return `${provider}: ${parts.join(', ')}.`;
  });
}

function regretText(regret: RunSummary['regret']): string {
  if (!regret) return '';
  const { trades, learned, equal, best } = regret;
  const wrong = (loss: number) => percentOfShare(loss / trades);
  return `Wrong votes, by weight: ${wrong(learned)} as learned, ${wrong(equal)} with equal weights, ${wrong(best.loss)} of the best single provider, ${best.provider} (a tossed coin: 50 %).`;
}

function figures(measures: Measures): string[] {
  const { totalReturn, trades, winRate, winRateInterval, maxDrawdown } = measures;
  const rate = winRate === null ? '–' : `${percentOfShare(winRate)} (${interval(winRateInterval)})`;
  return [
    signedPercentOfShare(totalReturn),
    count(trades),
    rate,
    sharpeText(measures),
    drawdown(maxDrawdown),
  ];
}

function moreFigures({
  sortino,
  calmar,
  profitFactor,
  expectancy,
  sqn,
  averageHolding,
  exposure,
}: Measures): string {
  return `Sortino ${ratio(sortino)}, Calmar ${ratio(calmar)}, profit factor ${ratio(profitFactor)}, expectancy ${signedMoney(expectancy)} a trade, SQN ${ratio(sqn)}, held ${duration(averageHolding)} on average, in the market ${percentOfShare(exposure)}.`;
}

function ambiguity({ ambiguousShare }: RunSummary): string {
  if (ambiguousShare === null) return '';
  return `Stop and target were both touched in ${percentOfShare(ambiguousShare)} of the bars with a position; the stop was taken.`;
}

function benchmarkFigures({ totalReturn, sharpe, maxDrawdown }: Benchmark): string[] {
  return [signedPercentOfShare(totalReturn), '', '', ratio(sharpe), drawdown(maxDrawdown)];
}

const weightText = (weight: number | undefined) => (weight === undefined ? '–' : multiplier(weight));
const rangeText = (range: readonly [number, number] | null) => range && multiplierRange(range);
