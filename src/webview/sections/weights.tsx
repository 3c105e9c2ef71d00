import { t } from '@vscode/l10n';
import { useMemo, useState } from 'preact/hooks';
import type { RunReport } from '../../report/reportProtocol';
import { ChartBox } from '../charts/chartBox';
import { drawWeights, type WeightLine } from '../charts/stepDrawing';
import { multiplier } from '../format';
import { Table } from './table';

const COLOURS = ['series-1', 'series-2', 'series-3', 'series-4'] as const;
const LINES = ['solid', 'dashed', 'dotted'] as const;
/** The regime of decisions whose regime could not be told. */
const UNKNOWN = '';

/** Shows the weights of the providers' votes by quarter, in one regime at a time. */
export function Weights({
  report,
  caveat,
  savePicture,
}: {
  readonly report: RunReport;
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
  if (lines.length === 0 || rows.length === 0) return null;
  return (
    <>
      {regimes.length > 0 && <Regimes all={[...regimes, UNKNOWN]} chosen={regime} choose={choose} />}
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
  );
}

function Regimes({
  all,
  chosen,
  choose,
}: {
  readonly all: readonly string[];
  readonly chosen: string;
  choose(regime: string): void;
}) {
  return (
    <fieldset class="choices">
      <legend class="hidden">{t('Regime')}</legend>
      {all.map((one) => (
        <button type="button" key={one} aria-pressed={one === chosen} onClick={() => choose(one)}>
          {one === UNKNOWN ? t('regime unknown') : one}
        </button>
      ))}
    </fieldset>
  );
}

const weightText = (weight: number | undefined) => (weight === undefined ? '–' : multiplier(weight));

type ByProvider = Readonly<Record<string, number>>;
interface QuarterWeights {
  readonly quarter: string;
  readonly weights: ByProvider;
}

const tradesIn = ({ regimes }: RunReport, regime: string) => regimes[regime]?.trades ?? 0;

/** The multipliers of each quarter in a regime, and those learned by the end. */
function weightsIn({ quarters, weights, regimeWeights }: RunReport['summary'], regime: string) {
  const known = regime !== UNKNOWN;
  const rows = quarters.map((own): QuarterWeights => {
    const learned = known ? own.regimeWeights[regime] : undefined;
    return { quarter: own.quarter, weights: learned ?? own.weights };
  });
  const end: ByProvider = (known ? regimeWeights[regime] : undefined) ?? weights;
  const names = [...new Set([...Object.keys(end), ...rows.flatMap((row) => Object.keys(row.weights))])];
  return { names, rows, end };
}

function weightLines(
  rows: readonly QuarterWeights[],
  end: ByProvider,
  names: readonly string[],
): WeightLine[] {
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
