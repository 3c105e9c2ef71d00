import { t } from '@vscode/l10n';
import { tradesCount } from '../../common/words';
import type { RunReport } from '../../report/reportProtocol';
import { ChartBox } from '../charts/chartBox';
import { drawDistribution } from '../charts/stepDrawing';
import { count, tradePercent } from '../format';
import { Table } from './table';

/** Shows how results spread over trades. */
export function Distribution({
  report: { distribution, trades },
  caveat,
  savePicture,
}: {
  readonly report: RunReport;
  readonly caveat: string | null;
  savePicture(name: string, base64: string): void;
}) {
  const results = trades.map(({ pnlPct }) => pnlPct).sort((a, b) => a - b);
  const middle = results[results.length >> 1];
  return (
    <section id="distribution" aria-labelledby="results-title">
      <h2 id="results-title">{t('Distribution of results')}</h2>
      <ChartBox
        id="results"
        title={t('Trades by result, percent of the entry’s value')}
        summary={t(
          '{0} from {1} to {2}, the middle one {3}.',
          tradesCount(trades.length),
          tradePercent(results[0]),
          tradePercent(results[results.length - 1]),
          tradePercent(middle),
        )}
        data={distribution}
        caveat={caveat}
        draw={drawDistribution}
        savePicture={savePicture}
      >
        <Table
          caption={t('Trades by result')}
          columns={[
            { title: t('From'), numeric: true },
            { title: t('To below'), numeric: true },
            { title: t('Trades'), numeric: true },
          ]}
          rows={distribution.map((bin) => [tradePercent(bin.from), tradePercent(bin.to), count(bin.trades)])}
        />
      </ChartBox>
    </section>
  );
}
