import { t } from '@vscode/l10n';
import { useMemo } from 'preact/hooks';
import { dayText } from '../../common/format';
import type { CurvePoints, RunReport } from '../../report/reportProtocol';
import { ChartBox } from '../charts/chartBox';
import { drawEquity, type EquityLine } from '../charts/equityDrawing';
import { money, percentOfShare, signedPercentOfShare } from '../format';
import { Table } from './table';

const COLOURS = ['series-1', 'series-2', 'series-3'] as const;

/** Shows equity and drawdown: of a run beside its benchmarks, or of several runs in percent of their capital. */
export function Equity({
  reports,
  savePicture,
}: {
  readonly reports: readonly RunReport[];
  savePicture(name: string, base64: string): void;
}) {
  const lines = useMemo(() => (reports.length > 1 ? compared(reports) : held(reports[0])), [reports]);
  const [first] = reports;
  const compare = reports.length > 1;
  const empty = lines.every(({ points }) => points.time.length === 0);
  const title = compare ? t('Growth of capital and drawdown') : t('Equity and drawdown');
  return (
    <section id="equity" aria-labelledby="equity-title">
      {empty ? (
        <>
          <h3 id="equity-title">{title}</h3>
          <p class="muted">{t('There is no curve yet: no trade has closed.')}</p>
        </>
      ) : (
        <ChartBox
          id="equity"
          title={title}
          summary={lines.map(summaryOf).join(' ')}
          data={lines}
          legend={lines}
          tall
          caveat={reports.some(({ summary }) => summary.synthetic) ? t('synthetic bars') : null}
          draw={drawEquity}
          savePicture={savePicture}
        >
          <Table
            caption={t('At each month’s end')}
            columns={[
              { title: t('Month') },
              ...lines.flatMap(({ label }) => [
                { title: label, numeric: true },
                { title: t('{0}, drawdown', label), numeric: true },
              ]),
            ]}
            rows={monthRows(lines)}
          />
        </ChartBox>
      )}
      {first.equityOf === 'closed trades' && !empty && (
        <p class="muted">
          {t(
            'The curve counts closed trades only: what open positions were worth is written when a run ends.',
          )}
        </p>
      )}
    </section>
  );
}

function held({ curves, equityOf }: RunReport): EquityLine[] {
  const { equity, buyAndHold, equalWeights } = curves;
  const own = equityOf === 'bars' ? t('This run') : t('Closed trades');
  return [
    { label: own, colour: COLOURS[0], line: 'solid', points: equity, unit: 1 },
    ...(buyAndHold
      ? [
          {
            label: t('Buy and hold'),
            colour: COLOURS[1],
            line: 'dashed',
            points: buyAndHold,
            unit: 1,
          } as const,
        ]
      : []),
    ...(equalWeights
      ? [
          {
            label: t('Equal weights'),
            colour: COLOURS[2],
            line: 'dotted',
            points: equalWeights,
            unit: 1,
          } as const,
        ]
      : []),
  ];
}

function compared(reports: readonly RunReport[]): EquityLine[] {
  return reports.map(({ summary, curves }, index) => ({
    label: summary.run,
    colour: COLOURS[index % COLOURS.length],
    line: (['solid', 'dashed', 'dotted'] as const)[index % 3],
    points: curves.equity,
    unit: summary.capital,
  }));
}

function valueText({ points, unit }: EquityLine, index: number): string {
  const value = points.equity[index];
  return unit === 1 ? money(value) : signedPercentOfShare(value / unit - 1);
}

function summaryOf(line: EquityLine): string {
  const { label, points } = line;
  const last = points.time.length - 1;
  if (last < 0) return t('{0}: no point yet.', label);
  const deepest = points.drawdown.reduce((one, other) => Math.min(one, other), 0);
  return t(
    '{0}: {1} on {2}, deepest drawdown {3}.',
    label,
    valueText(line, last),
    dayText(points.time[last]),
    percentOfShare(deepest),
  );
}

/** A row for each month: the last point of each line. */
function monthRows(lines: readonly EquityLine[]): string[][] {
  const ends = lines.map(({ points }) => monthEnds(points));
  const months = [...new Set(ends.flatMap((own) => [...own.keys()]))].sort();
  return months.map((month) => [
    month,
    ...lines.flatMap((line, place) => {
      const index = ends[place].get(month);
      return index === undefined
        ? ['–', '–']
        : [valueText(line, index), percentOfShare(line.points.drawdown[index])];
    }),
  ]);
}

function monthEnds({ time }: CurvePoints): Map<string, number> {
  // A bar that ends at midnight belongs to the month before.
  return new Map(time.map((instant, index) => [dayText(instant - 1).slice(0, 7), index]));
}
