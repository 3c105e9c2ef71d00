import { t } from '@vscode/l10n';
import { sharpeText } from '../../common/words';
import type { RunReport } from '../../report/reportProtocol';
import {
  count,
  drawdown,
  duration,
  interval,
  money,
  percentOfShare,
  ratio,
  signedMoney,
  signedPercentOfShare,
} from '../format';
import { Signed, Table } from './table';

type Summary = RunReport['summary'];

/** Fewer trades than this prove little, however good they look. */
const FEW = 30;

/** Shows the figures that readers look at first. */
export function Headline({ report }: { readonly report: RunReport }) {
  const { summary, trades } = report;
  const { total, ambiguousShare, capital, currency } = summary;
  if (!total) return <Unfinished report={report} />;
  const held = summary.benchmarks?.buyAndHold;
  const beside = (text: string | undefined) => (text === undefined ? '' : t('buy and hold {0}', text));
  const cards = [
    {
      label: t('Return after costs'),
      value: <Signed value={total.totalReturn} text={signedPercentOfShare(total.totalReturn)} />,
      note: beside(held && signedPercentOfShare(held.totalReturn)),
    },
    {
      label: t('Final equity'),
      value: money(total.finalEquity),
      note: t('{0}, of {1}', currency, money(capital)),
    },
    {
      label: t('Deepest drawdown'),
      value: drawdown(total.maxDrawdown),
      note: beside(held && drawdown(held.maxDrawdown)) || t('from a high, on every bar'),
    },
    {
      label: t('Sharpe ratio'),
      value: ratio(total.sharpe),
      note: beside(held && ratio(held.sharpe)) || t('of daily returns, a year'),
    },
    {
      label: t('Win rate'),
      value: percentOfShare(total.winRate),
      note: total.winRateInterval
        ? t('{0} at 95 % confidence', interval(total.winRateInterval))
        : t('of no trades'),
    },
    { label: t('Profit factor'), value: ratio(total.profitFactor), note: t('money won over money lost') },
    {
      label: t('Trades'),
      value: count(total.trades),
      note:
        trades.length > 0 && trades.length < FEW
          ? t('too few to conclude from')
          : t('{0} won', count(total.wins)),
    },
    {
      label: t('Paid in costs'),
      value: money(total.fees === null || total.slippage === null ? null : total.fees + total.slippage),
      note: t('{0} fees, {1} slippage', money(total.fees), money(total.slippage)),
    },
  ];
  return (
    <>
      <Cards cards={cards} />
      {ambiguousShare !== null && (
        <p class="muted">
          {t(
            'Stop and target were both touched in {0} of the bars with a position; there the stop was taken.',
            percentOfShare(ambiguousShare),
          )}
        </p>
      )}
    </>
  );
}

/** Shows what is on disk of a run that is not over. */
function Unfinished({ report: { trades, summary } }: { readonly report: RunReport }) {
  const pnl = trades.reduce((sum, trade) => sum + trade.pnl, 0);
  const wins = trades.filter((trade) => trade.pnl > 0).length;
  const cards = [
    {
      label: t('Closed trades'),
      value: count(trades.length),
      note: t('{0} won, so far', count(wins)),
    },
    {
      label: t('Made by closed trades'),
      value: <Signed value={pnl} text={trades.length > 0 ? signedMoney(pnl) : '–'} />,
      note: t('{0}, after costs', summary.currency),
    },
    {
      label: t('Win rate'),
      value: percentOfShare(trades.length > 0 ? wins / trades.length : null),
      note: t('so far'),
    },
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
  { label: t('Return after costs'), text: ({ totalReturn }) => signedPercentOfShare(totalReturn) },
  { label: t('Final equity'), text: ({ finalEquity }) => money(finalEquity) },
  { label: t('Sharpe ratio'), text: sharpeText, hint: t('With its interval of 95 %, after Mertens') },
  { label: t('Deepest drawdown'), text: ({ maxDrawdown }) => drawdown(maxDrawdown) },
  { label: t('Growth a year (CAGR)'), text: ({ cagr }) => signedPercentOfShare(cagr) },
  { label: t('Volatility a year'), text: ({ volatility }) => percentOfShare(volatility) },
  { label: t('Sortino ratio'), text: ({ sortino }) => ratio(sortino) },
  {
    label: t('Calmar ratio'),
    text: ({ calmar }) => ratio(calmar),
    hint: t('Growth a year over deepest drawdown'),
  },
  { label: t('Trades'), text: ({ trades }) => count(trades) },
  {
    label: t('Win rate'),
    text: ({ winRate, winRateInterval }) => `${percentOfShare(winRate)} (${interval(winRateInterval)})`,
    hint: t('With its Wilson interval of 95 %'),
  },
  { label: t('Profit factor'), text: ({ profitFactor }) => ratio(profitFactor) },
  { label: t('Expectancy a trade'), text: ({ expectancy }) => signedMoney(expectancy) },
  { label: t('System quality (SQN)'), text: ({ sqn }) => ratio(sqn) },
  { label: t('Average win'), text: ({ averageWin }) => signedMoney(averageWin) },
  { label: t('Average loss'), text: ({ averageLoss }) => signedMoney(averageLoss) },
  { label: t('Largest win'), text: ({ largestWin }) => signedMoney(largestWin) },
  { label: t('Largest loss'), text: ({ largestLoss }) => signedMoney(largestLoss) },
  { label: t('Average holding'), text: ({ averageHolding }) => duration(averageHolding) },
  { label: t('Time in the market'), text: ({ exposure }) => percentOfShare(exposure) },
];

/** Lists all figures: of the run beside its benchmarks, or of several runs side by side. */
export function FiguresTable({ reports }: { readonly reports: readonly RunReport[] }) {
  const [first] = reports;
  const { buyAndHold, equalWeights } = (reports.length === 1 && first.summary.benchmarks) || {};
  const held = [
    ...(buyAndHold ? [{ title: t('Buy and hold'), figures: buyAndHold }] : []),
    ...(equalWeights ? [{ title: t('Equal weights'), figures: equalWeights }] : []),
  ];
  const columns = [
    { title: t('Figure') },
    ...reports.map(({ summary }) => ({
      title: reports.length > 1 ? summary.run : t('This run'),
      numeric: true,
    })),
    ...held.map(({ title }) => ({ title, numeric: true })),
  ];
  const rows = ROWS.map(({ label, text, hint }, index) => [
    <span key={label} title={hint}>
      {label}
    </span>,
    ...reports.map(({ summary: { total } }) => (total ? text(total) : '–')),
    // A benchmark has only the first four figures.
    ...held.map(({ figures: { finalEquity, totalReturn, sharpe, maxDrawdown } }) =>
      index < 4
        ? [signedPercentOfShare(totalReturn), money(finalEquity), ratio(sharpe), drawdown(maxDrawdown)][index]
        : '',
    ),
  ]);
  return (
    <Table
      caption={held.length > 0 ? t('Figures, and what the run is held against') : t('Figures of each run')}
      columns={columns}
      rows={rows}
    />
  );
}
