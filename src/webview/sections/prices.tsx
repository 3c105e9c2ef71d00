import { t } from '@vscode/l10n';
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import { minuteText } from '../../common/format';
import { exitReasonText, tradesCount } from '../../common/words';
import type { PriceBars, ReportTrade, RunReport, Span } from '../../report/reportProtocol';
import { ChartBox } from '../charts/chartBox';
import { drawPrices, type PriceData } from '../charts/priceDrawing';
import type { Connection } from '../connection/connection';
import { price, timeframe, tradePercent } from '../format';
import type { ViewState } from '../viewState';
import { Table } from './table';
import { usePriceBars } from './usePriceBars';

/** How long the reader must rest before the range is kept and bars are asked for, ms. */
const REST = 200;
const MOST_ROWS = 200;

/** Shows the price chart of one symbol at a time, with the positions that were held. */
export function Prices({
  report,
  view,
  change,
  connection,
  caveat,
  savePicture,
}: {
  readonly report: RunReport;
  readonly view: ViewState;
  readonly connection: Connection;
  readonly caveat: string | null;
  change(change: Partial<ViewState>): void;
  savePicture(name: string, base64: string): void;
}) {
  const symbols = report.symbols;
  const symbol = symbols.find((one) => one === view.symbol) ?? symbols[0];
  const trades = useMemo(() => report.trades.filter((trade) => trade.symbol === symbol), [report, symbol]);
  return (
    <section id="prices" aria-labelledby="prices-title">
      <h2 id="prices-title">{t('Prices and positions')}</h2>
      <fieldset class="choices">
        <legend class="hidden">{t('Symbol')}</legend>
        {symbols.map((one) => (
          <button
            type="button"
            key={one}
            aria-pressed={one === symbol}
            onClick={() => change({ symbol: one, range: null })}
          >
            {one}
          </button>
        ))}
      </fieldset>
      <PriceChart
        key={symbol}
        report={report}
        symbol={symbol}
        trades={trades}
        whole={report.span}
        range={view.range}
        connection={connection}
        caveat={caveat}
        moved={(range) => change({ range })}
        open={(trade) => change({ trade })}
        savePicture={savePicture}
        table={() => <Positions symbol={symbol} trades={trades} range={view.range ?? report.span} />}
      />
    </section>
  );
}

interface ChartProps {
  readonly report: RunReport;
  readonly symbol: string;
  /** The trades whose positions are drawn. */
  readonly trades: readonly ReportTrade[];
  /** All that there is to see. */
  readonly whole: Span;
  /** What is seen at first; null: all. */
  readonly range: Span | null;
  readonly connection: Connection;
  readonly caveat: string | null;
  moved(range: Span): void;
  open(trade: string): void;
  savePicture(name: string, base64: string): void;
  /** Writes the chart as a table, of the bars at hand. */
  table(bars: PriceBars): preact.ComponentChildren;
}

/** Shows bars and positions; as the reader zooms in, finer bars replace coarse ones. */
export function PriceChart(props: ChartProps) {
  const { report, symbol, trades, whole, range, connection, caveat, moved, open, savePicture, table } = props;
  const { held, problem, look } = usePriceBars(connection, report.summary.run, symbol, whole, range);
  const bars = held?.bars ?? null;
  const latest = useRef({ moved, open, look });
  Object.assign(latest.current, { moved, open, look });
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const draw = useCallback(
    (element: HTMLElement) =>
      drawPrices(element, {
        chosen: (trade) => latest.current.open(trade),
        moved(seen) {
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => {
            latest.current.moved(seen);
            latest.current.look(seen);
          }, REST);
        },
      }),
    [],
  );
  const data = useMemo<PriceData | null>(() => held && { ...held, trades, range }, [held, trades]);
  if (problem) return <p class="problem">{t('The bars cannot be shown. {0}', problem)}</p>;
  if (!bars || !data) return <div class="canvas tall waiting">{t('Reading the bars…')}</div>;
  return (
    <>
      <ChartBox
        id={`prices-${symbol}`}
        title={`${symbol}, ${t('{0} bars', timeframe(bars.step))}`}
        summary={`${tradesCount(trades.length)}. ${t('A position is shaded from its entry, a triangle, to its exit, a circle; its stop and target are dashed.')}`}
        data={data}
        tall
        caveat={caveat}
        draw={draw}
        savePicture={savePicture}
      >
        {table(bars)}
      </ChartBox>
      {bars.changed && (
        <p class="problem">
          {t('The bar file was changed since the run: what is drawn here is not what the run saw.')}
        </p>
      )}
      {!bars.own && (
        <p class="muted">
          {connection.editor
            ? t('Bars are put together to {0} here; zoom in for finer ones.', timeframe(bars.step))
            : t('Bars are put together to {0} here.', timeframe(bars.step))}
        </p>
      )}
    </>
  );
}

/** Lists the positions in sight. */
function Positions({
  symbol,
  trades,
  range,
}: {
  readonly symbol: string;
  readonly trades: readonly ReportTrade[];
  readonly range: Span;
}) {
  const seen = trades.filter(({ entryTime, exitTime }) => overlap({ from: entryTime, to: exitTime }, range));
  const shown = seen.slice(0, MOST_ROWS);
  const more = seen.length > shown.length ? `, ${t('the first {0} of {1}', shown.length, seen.length)}` : '';
  return (
    <Table
      caption={`${t('Positions on {0} in sight', symbol)}${more}`}
      columns={[
        { title: t('Entered (UTC)') },
        { title: t('Side') },
        { title: t('Entry'), numeric: true },
        { title: t('Stop'), numeric: true },
        { title: t('Target'), numeric: true },
        { title: t('Left (UTC)') },
        { title: t('Exit'), numeric: true },
        { title: t('Left by') },
        { title: t('Result'), numeric: true },
      ]}
      rows={shown.map((trade) => [
        minuteText(trade.entryTime),
        trade.side,
        price(trade.entryPrice),
        price(trade.stop),
        price(trade.target),
        minuteText(trade.exitTime),
        price(trade.exitPrice),
        exitReasonText(trade.exitReason),
        tradePercent(trade.pnlPct),
      ])}
    />
  );
}

const overlap = (one: Span, other: Span) => one.to >= other.from && one.from <= other.to;
