import type { RunReport } from '../runner/reportProtocol';
import { count, duration, figure, interval, percent, signedMoney, signedPercent } from './format';
import { Signed, Table } from './table';

type Summary = RunReport['summary'];

/** So few trades say little, however good they look. */
const FEW = 30;

/** The figures that are looked at first. */
export function Headline({ report }: { readonly report: RunReport }) {
  const { summary, trades } = report;
  const { total, ambiguousShare, capital, currency } = summary;
  if (!total) return <Unfinished report={report} />;
  const held = summary.benchmarks?.buyAndHold;
  const beside = (text: string | undefined) => (text === undefined ? '' : `buy and hold ${text}`);
  const cards = [
    {
      label: 'Return after costs',
      value: <Signed value={total.totalReturn} text={signedPercent(total.totalReturn)} />,
      note: beside(held && signedPercent(held.totalReturn)),
    },
    {
      label: 'Final equity',
      value: figure(total.finalEquity),
      note: `${currency}, of ${figure(capital)}`,
    },
    {
      label: 'Deepest drawdown',
      value: percent(-total.maxDrawdown),
      note: beside(held && percent(-held.maxDrawdown)) || 'from a high, on every bar',
    },
    {
      label: 'Sharpe ratio',
      value: figure(total.sharpe),
      note: beside(held && figure(held.sharpe)) || 'of daily returns, a year',
    },
    {
      label: 'Win rate',
      value: percent(total.winRate),
      note: total.winRateInterval ? `${interval(total.winRateInterval)} at 95 % confidence` : 'of no trades',
    },
    { label: 'Profit factor', value: figure(total.profitFactor), note: 'money won over money lost' },
    {
      label: 'Trades',
      value: count(total.trades),
      note:
        trades.length > 0 && trades.length < FEW ? 'too few to conclude from' : `${count(total.wins)} won`,
    },
    {
      label: 'Paid in costs',
      value: figure(total.fees === null || total.slippage === null ? null : total.fees + total.slippage),
      note: `${figure(total.fees)} fees, ${figure(total.slippage)} slippage`,
    },
  ];
  return (
    <>
      <Cards cards={cards} />
      {ambiguousShare !== null && (
        <p class="muted">
          {`Stop and target were both touched in ${percent(ambiguousShare)} of the bars with a position; there the stop was taken.`}
        </p>
      )}
    </>
  );
}

/** A run that is not over: what is on disk so far. */
function Unfinished({ report: { trades, summary } }: { readonly report: RunReport }) {
  const pnl = trades.reduce((sum, trade) => sum + trade.pnl, 0);
  const wins = trades.filter((trade) => trade.pnl > 0).length;
  const cards = [
    {
      label: 'Closed trades',
      value: count(trades.length),
      note: `${count(wins)} won, so far`,
    },
    {
      label: 'Made by closed trades',
      value: <Signed value={pnl} text={trades.length > 0 ? signedMoney(pnl) : '–'} />,
      note: `${summary.currency}, after costs`,
    },
    { label: 'Win rate', value: percent(trades.length > 0 ? wins / trades.length : null), note: 'so far' },
  ];
  return <Cards cards={cards} />;
}

interface Card {
  readonly label: string;
  readonly value: preact.ComponentChildren;
  readonly note: string;
}

function Cards({ cards }: { readonly cards: readonly Card[] }) {
  return (
    <dl class="cards">
      {cards.map(({ label, value, note }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class="value">{value}</dd>
          <dd class="note">{note}</dd>
        </div>
      ))}
    </dl>
  );
}

type Total = NonNullable<Summary['total']>;

const ROWS: readonly { label: string; text: (total: Total) => string; hint?: string }[] = [
  { label: 'Return after costs', text: ({ totalReturn }) => signedPercent(totalReturn) },
  { label: 'Final equity', text: ({ finalEquity }) => figure(finalEquity) },
  { label: 'Sharpe ratio', text: ({ sharpe }) => figure(sharpe) },
  { label: 'Deepest drawdown', text: ({ maxDrawdown }) => percent(-maxDrawdown) },
  { label: 'Growth a year (CAGR)', text: ({ cagr }) => signedPercent(cagr) },
  { label: 'Volatility a year', text: ({ volatility }) => percent(volatility) },
  { label: 'Sortino ratio', text: ({ sortino }) => figure(sortino) },
  {
    label: 'Calmar ratio',
    text: ({ calmar }) => figure(calmar),
    hint: 'Growth a year over deepest drawdown',
  },
  { label: 'Trades', text: ({ trades }) => count(trades) },
  {
    label: 'Win rate',
    text: ({ winRate, winRateInterval }) => `${percent(winRate)} (${interval(winRateInterval)})`,
    hint: 'With its Wilson interval of 95 %',
  },
  { label: 'Profit factor', text: ({ profitFactor }) => figure(profitFactor) },
  { label: 'Expectancy a trade', text: ({ expectancy }) => signedMoney(expectancy) },
  { label: 'System quality (SQN)', text: ({ sqn }) => figure(sqn) },
  { label: 'Average win', text: ({ averageWin }) => signedMoney(averageWin) },
  { label: 'Average loss', text: ({ averageLoss }) => signedMoney(averageLoss) },
  { label: 'Largest win', text: ({ largestWin }) => signedMoney(largestWin) },
  { label: 'Largest loss', text: ({ largestLoss }) => signedMoney(largestLoss) },
  { label: 'Average holding', text: ({ averageHolding }) => duration(averageHolding) },
  { label: 'Time in the market', text: ({ exposure }) => percent(exposure) },
];

/** All figures: of the run beside what it is held against, or of several runs side by side. */
export function FiguresTable({ reports }: { readonly reports: readonly RunReport[] }) {
  const [first] = reports;
  const { buyAndHold, equalWeights } = (reports.length === 1 && first.summary.benchmarks) || {};
  const held = [
    ...(buyAndHold ? [{ title: 'Buy and hold', figures: buyAndHold }] : []),
    ...(equalWeights ? [{ title: 'Equal weights', figures: equalWeights }] : []),
  ];
  const columns = [
    { title: 'Figure' },
    ...reports.map(({ summary }) => ({
      title: reports.length > 1 ? summary.run : 'This run',
      numeric: true,
    })),
    ...held.map(({ title }) => ({ title, numeric: true })),
  ];
  const rows = ROWS.map(({ label, text, hint }, index) => [
    <span key={label} title={hint}>
      {label}
    </span>,
    ...reports.map(({ summary: { total } }) => (total ? text(total) : '–')),
    // A benchmark has the first four.
    ...held.map(({ figures: { finalEquity, totalReturn, sharpe, maxDrawdown } }) =>
      index < 4
        ? [signedPercent(totalReturn), figure(finalEquity), figure(sharpe), percent(-maxDrawdown)][index]
        : '',
    ),
  ]);
  return (
    <Table
      caption={held.length > 0 ? 'Figures, and what the run is held against' : 'Figures of each run'}
      columns={columns}
      rows={rows}
    />
  );
}
