import type { Benchmark, Measures, RunSummary } from '../backtest/results/runSummary';
import { counted } from '../common/counted';
import { HOUR } from '../common/timeframe';
import { learnedText } from '../decision/learning/learnedText';

/** A run as a table by quarter, for terminals. Undefined figures are "–". */
export function reportTable(run: RunSummary): string {
  const providers = Object.keys(run.weights);
  const header = ['quarter', 'return', 'trades', 'win rate', 'Sharpe', 'drawdown', ...providers];
  const weights = (row: Readonly<Record<string, number>>) =>
    providers.map((id) => `${row[id]?.toFixed(2) ?? '–'}×`);
  const ranges = (row: Pick<RunSummary, 'weights' | 'regimeWeights'>) =>
    providers.map((id) => `${learnedText(row.regimeWeights, id) ?? row.weights[id]?.toFixed(2) ?? '–'}×`);
  const figureless = header.slice(1, -providers.length).map(() => '');
  const rows = run.quarters.map((quarter) => [quarter.quarter, ...figures(quarter), ...ranges(quarter)]);
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
  const end = run.total
    ? `${run.capital.toFixed(2)} ${run.currency} became ${run.total.finalEquity.toFixed(2)}, all costs paid. A quarter’s weights are those of its last votes, from the lowest to the highest of the regimes; those of the total, and of each regime below it, were learned by the end.`
    : '';
  const dearer = run.costs
    .filter(({ multiple }) => multiple > 1)
    .map(({ multiple, totalReturn }) => `${signed(totalReturn)} at ${multiple}×`);
  const costs = dearer.length > 0 ? `The same trades at higher costs: ${dearer.join(', ')}.` : '';
  return [
    title,
    ...lines,
    end,
    run.total ? moreFigures(run.total) : '',
    ambiguity(run),
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
      ...(saying > 0 ? [`${(tokens / (saying / 1000)).toFixed(0)} tokens/s`] : []),
      ...(asks > 0 ? [`${(took / asks).toFixed(0)} ms each`] : []),
    ];
    return `${provider}: ${parts.join(', ')}.`;
  });
}

function regretText(regret: RunSummary['regret']): string {
  if (!regret) return '';
  const { trades, learned, equal, best } = regret;
  const wrong = (loss: number) => percent(loss / trades);
  return `Wrong votes, by weight: ${wrong(learned)} as learned, ${wrong(equal)} with equal weights, ${wrong(best.loss)} of the best single provider, ${best.provider} (a tossed coin: 50 %).`;
}

function figures({ totalReturn, trades, winRate, winRateInterval, sharpe, maxDrawdown }: Measures): string[] {
  const rate =
    winRate === null || winRateInterval === null
      ? '–'
      : `${percent(winRate)} (${winRateInterval.map((bound) => Math.round(bound * 100)).join('–')})`;
  return [
    signed(totalReturn),
    String(trades),
    rate,
    sharpe === null ? '–' : sharpe.toFixed(2),
    percent(-maxDrawdown),
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
  const shown = (figure: number | null, digits = 2) => (figure === null ? '–' : figure.toFixed(digits));
  const held = averageHolding === null ? '–' : `${(averageHolding / HOUR).toFixed(1)} h`;
  return `Sortino ${shown(sortino)}, Calmar ${shown(calmar)}, profit factor ${shown(profitFactor)}, expectancy ${shown(expectancy)} a trade, SQN ${shown(sqn)}, held ${held} on average, in the market ${exposure === null ? '–' : percent(exposure)}.`;
}

function ambiguity({ ambiguousShare }: RunSummary): string {
  if (ambiguousShare === null) return '';
  return `Stop and target were both touched in ${(ambiguousShare * 100).toFixed(2)} % of the bars with a position; the stop was taken.`;
}

function benchmarkFigures({ totalReturn, sharpe, maxDrawdown }: Benchmark): string[] {
  const ratio = sharpe === null ? '–' : sharpe.toFixed(2);
  return [signed(totalReturn), '', '', ratio, percent(-maxDrawdown)];
}

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
const signed = (share: number | null) => (share === null ? '–' : `${share >= 0 ? '+' : ''}${percent(share)}`);
