import { t } from '@vscode/l10n';
import { useMemo } from 'preact/hooks';
import type { ProviderRecord } from '../memory/tradeRecord';
import type { ProviderQuarter, RunReport } from '../runner/reportProtocol';
import { ChartBox } from './chartBox';
import { count, percent, signedMoney } from './format';
import { drawWeights, type WeightLine } from './stepDrawing';
import { Signed, Table } from './table';

const COLOURS = ['series-1', 'series-2', 'series-3', 'series-4'] as const;
const LINES = ['solid', 'dashed', 'dotted'] as const;

/** What each provider's vote was worth, and what it was therefore multiplied by. */
export function Providers({
  report,
  quarters,
  caveat,
  savePicture,
}: {
  readonly report: RunReport;
  /** Null while they are being counted. */
  readonly quarters: readonly ProviderQuarter[] | null;
  readonly caveat: string | null;
  savePicture(name: string, base64: string): void;
}) {
  const { summary } = report;
  const names = [
    ...new Set([
      ...Object.keys(summary.weights),
      ...summary.quarters.flatMap(({ weights }) => Object.keys(weights)),
    ]),
  ];
  const lines = useMemo(() => weightLines(summary, names), [summary, names.join('\n')]);
  return (
    <section id="providers" aria-labelledby="providers-title">
      <h2 id="providers-title">{t('Providers')}</h2>
      {lines.length > 0 && summary.quarters.length > 0 && (
        <ChartBox
          id="weights"
          title={t('Weights by quarter')}
          summary={lines
            .map(({ label, weight }) => `${label}: ${weight.map((one) => `${one.toFixed(2)}×`).join(', ')}.`)
            .join(' ')}
          data={lines}
          legend={lines}
          caveat={caveat}
          draw={drawWeights}
          savePicture={savePicture}
        >
          <Table
            caption={t(
              'What each provider’s vote was multiplied by in the quarter where the regime is unknown; then what was learned by the end, also by regime',
            )}
            columns={[{ title: t('Quarter') }, ...names.map((title) => ({ title, numeric: true }))]}
            rows={[
              ...summary.quarters.map(({ quarter, weights }) => [
                quarter,
                ...names.map((name) => weightText(weights[name])),
              ]),
              [t('learned by the end'), ...names.map((name) => weightText(summary.weights[name]))],
              ...Object.entries(summary.regimeWeights).map(([regime, weights]) => [
                t('in {0}', regime),
                ...names.map((name) => weightText(weights[name])),
              ]),
            ]}
          />
        </ChartBox>
      )}
      {quarters === null ? (
        <p class="muted">{t('Counting the votes…')}</p>
      ) : (
        <Table
          caption={t('How often a provider’s vote was right: for a trade that won, or against one that lost')}
          columns={[
            { title: t('Provider') },
            ...quarters.map(({ quarter }) => ({ title: quarter, numeric: true })),
            { title: t('All'), numeric: true },
            { title: t('P/L of trades voted for'), numeric: true },
          ]}
          rows={recordRows(quarters)}
        />
      )}
    </section>
  );
}

function recordRows(quarters: readonly ProviderQuarter[]) {
  const names = [...new Set(quarters.flatMap(({ records }) => Object.keys(records)))].sort();
  return names.map((name) => {
    const own = quarters.map(({ records }) => records[name]);
    const known = own.filter((record) => record !== undefined);
    const sum = (part: (record: ProviderRecord) => number) =>
      known.reduce((total, record) => total + part(record), 0);
    const pnl = sum((record) => record.pnl);
    return [
      name,
      ...own.map((record) => (record ? rightText(record.right, record.scored) : '–')),
      rightText(
        sum(({ right }) => right),
        sum(({ scored }) => scored),
      ),
      <Signed key="pnl" value={pnl} text={signedMoney(pnl)} />,
    ];
  });
}

const rightText = (right: number, scored: number) =>
  scored === 0 ? '–' : t('{0} of {1}', percent(right / scored), count(scored));

const weightText = (weight: number | undefined) => (weight === undefined ? '–' : `${weight.toFixed(2)}×`);

function weightLines(summary: RunReport['summary'], names: readonly string[]): WeightLine[] {
  const starts = summary.quarters.map(({ quarter }) => startOf(quarter));
  const last = starts.at(-1);
  return names.map((label, index) => ({
    label,
    colour: COLOURS[index % COLOURS.length],
    line: LINES[Math.floor(index / COLOURS.length) % LINES.length],
    time: last === undefined ? [] : [...starts, nextQuarter(last)],
    weight: [...summary.quarters.map(({ weights }) => weights[label] ?? 1), summary.weights[label] ?? 1],
  }));
}

/** "2025-Q2" begins on 1 April. */
function startOf(quarter: string): number {
  const [year, number] = quarter.split('-Q').map(Number);
  return Date.UTC(year, 3 * (number - 1), 1);
}

function nextQuarter(start: number): number {
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 3, 1);
}
