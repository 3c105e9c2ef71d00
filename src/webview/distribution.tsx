import type { RunReport } from '../runner/reportProtocol';
import { ChartBox } from './chartBox';
import { count, signedPct, trades as tradesText } from './format';
import { drawDistribution } from './stepDrawing';
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
      <h2 id="results-title">Distribution of results</h2>
      <ChartBox
        id="results"
        title="Trades by result, percent of the entry’s value"
        summary={`${tradesText(trades.length)} from ${signedPct(results[0])} to ${signedPct(results[results.length - 1])}, the middle one ${signedPct(middle)}.`}
        data={distribution}
        caveat={caveat}
        draw={drawDistribution}
        savePicture={savePicture}
      >
        <Table
          caption="Trades by result"
          columns={[
            { title: 'From', numeric: true },
            { title: 'To below', numeric: true },
            { title: 'Trades', numeric: true },
          ]}
          rows={distribution.map((bin) => [signedPct(bin.from), signedPct(bin.to), count(bin.trades)])}
        />
      </ChartBox>
    </section>
  );
}
