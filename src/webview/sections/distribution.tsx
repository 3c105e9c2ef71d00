import { t } from '@vscode/l10n';
import type { RunReport } from '../../report/reportProtocol';
import { ChartBox } from '../charts/chartBox';
import { drawDistribution } from '../charts/stepDrawing';
import { count, signedPct, trades as tradesText } from '../format';
import { Table } from './table';

/** How results spread over trades. */
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
          tradesText(trades.length),
          signedPct(results[0]),
          signedPct(results[results.length - 1]),
          signedPct(middle),
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
          rows={distribution.map((bin) => [signedPct(bin.from), signedPct(bin.to), count(bin.trades)])}
        />
      </ChartBox>
    </section>
  );
}
