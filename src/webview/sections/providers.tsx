import { t } from '@vscode/l10n';
import { useMemo, useState } from 'preact/hooks';
import type { ProviderRecord } from '../../memory/tradeRecord';
import type { ProviderQuarter, RunReport } from '../../report/reportProtocol';
import { ChartBox } from '../charts/chartBox';
import { drawWeights, type WeightLine } from '../charts/stepDrawing';
import { count, multiplier, percentOfShare, signedMoney } from '../format';
import { Signed, Table } from './table';

const COLOURS = ['series-1', 'series-2', 'series-3', 'series-4'] as const;
const LINES = ['solid', 'dashed', 'dotted'] as const;
/** The regime of decisions that were taken while it could not be told. */
const UNKNOWN = '';

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
  // A decision mostly knows its regime, and votes with what was learned in that.
  const regimes = Object.keys(summary.regimeWeights).sort(
    (a, b) => tradesIn(report, b) - tradesIn(report, a),
  );
  const [chosen, choose] = useState<string | null>(null);
  const regime = chosen ?? regimes[0] ?? UNKNOWN;
  const { names, rows, end } = useMemo(() => weightsIn(summary, regime), [summary, regime]);
  const lines = useMemo(() => weightLines(rows, end, names), [rows]);
  return (
    <section id="providers" aria-labelledby="providers-title">
      <h2 id="providers-title">{t('Providers')}</h2>
      {lines.length > 0 && rows.length > 0 && (
        <>
          {regimes.length > 0 && (
            <fieldset class="choices">
              <legend class="hidden">{t('Regime')}</legend>
              {[...regimes, UNKNOWN].map((one) => (
                <button type="button" key={one} aria-pressed={one === regime} onClick={() => choose(one)}>
                  {one === UNKNOWN ? t('regime unknown') : one}
                </button>
              ))}
            </fieldset>
          )}
          <ChartBox
            id="weights"
            title={t('Weights by quarter')}
            summary={lines
              .map(({ label, weight }) => `${label}: ${weight.map(multiplier).join(', ')}.`)
              .join(' ')}
            data={lines}
            legend={lines}
            caveat={caveat}
            draw={drawWeights}
            savePicture={savePicture}
          >
            <Table
              caption={t(
                'What each provider’s vote was multiplied by in each quarter, in such a regime; then what was learned by the end',
              )}
              columns={[{ title: t('Quarter') }, ...names.map((title) => ({ title, numeric: true }))]}
              rows={[
                ...rows.map(({ quarter, weights }) => [
                  quarter,
                  ...names.map((name) => weightText(weights[name])),
                ]),
                [t('learned by the end'), ...names.map((name) => weightText(end[name]))],
              ]}
            />
          </ChartBox>
        </>
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
  scored === 0 ? '–' : t('{0} of {1}', percentOfShare(right / scored), count(scored));

const weightText = (weight: number | undefined) => (weight === undefined ? '–' : multiplier(weight));

type Weights = Readonly<Record<string, number>>;
interface QuarterWeights {
  readonly quarter: string;
  readonly weights: Weights;
}

const tradesIn = ({ regimes }: RunReport, regime: string) => regimes[regime]?.trades ?? 0;

/** The multipliers of each quarter in a regime, and those learned by the end. */
function weightsIn({ quarters, weights, regimeWeights }: RunReport['summary'], regime: string) {
  const known = regime !== UNKNOWN;
  const rows = quarters.map((own): QuarterWeights => {
    const learned = known ? own.regimeWeights[regime] : undefined;
    return { quarter: own.quarter, weights: learned ?? own.weights };
  });
  const end: Weights = (known ? regimeWeights[regime] : undefined) ?? weights;
  const names = [...new Set([...Object.keys(end), ...rows.flatMap((row) => Object.keys(row.weights))])];
  return { names, rows, end };
}

function weightLines(rows: readonly QuarterWeights[], end: Weights, names: readonly string[]): WeightLine[] {
  const starts = rows.map(({ quarter }) => startOf(quarter));
  const last = starts.at(-1);
  return names.map((label, index) => ({
    label,
    colour: COLOURS[index % COLOURS.length],
    line: LINES[Math.floor(index / COLOURS.length) % LINES.length],
    time: last === undefined ? [] : [...starts, nextQuarter(last)],
    weight: [...rows.map(({ weights }) => weights[label] ?? 1), end[label] ?? 1],
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
