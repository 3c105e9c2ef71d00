import { t } from '@vscode/l10n';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { minuteText } from '../../common/format';
import { exitReasonText, tradesCount } from '../../common/words';
import type { PriceBars, ReportTrade, RunReport, Span } from '../../report/reportProtocol';
import { ChartBox } from '../charts/chartBox';
import { drawPrices, type PriceData } from '../charts/priceDrawing';
import { type Connection, isProblem } from '../connection/connection';
import { price, timeframe, tradePercent } from '../format';
import type { ViewState } from '../viewState';
import { Table } from './table';

/** Bars asked for at a time: about two a pixel of a wide screen. */
const MOST = 3000;
/** Once so small a part of the bars at hand is seen, finer ones are asked for. */
const FINER = 1 / 4;
/** How long a hand must rest before anything is asked for or kept, ms. */
const REST = 200;
const MOST_ROWS = 200;

/** The price chart of one symbol at a time, with the positions that were held. */
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
  /** Those whose positions are drawn. */
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
  /** The chart as a table, of the bars at hand. */
  table(bars: PriceBars): preact.ComponentChildren;
}

/** Bars and positions; as a reader zooms in, finer bars take the place of coarse ones. */
export function PriceChart(props: ChartProps) {
  const { report, symbol, trades, whole, range, connection, caveat, moved, open, savePicture, table } = props;
  const { run } = report.summary;
  const [held, setHeld] = useState<{ readonly bars: PriceBars; readonly all: boolean } | null>(null);
  const bars = held?.bars ?? null;
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef({ bars, moved, open, whole, asked: 0, timer: 0 });
  Object.assign(latest.current, { bars, moved, open, whole });

  const ask = useCallback(
    async ({ from, to }: Span) => {
      latest.current.asked += 1;
      const { asked, whole } = latest.current;
      const answer = await connection.prices(run, symbol, from, to, MOST);
      // A hand that moved on has asked for others.
      if (asked !== latest.current.asked) return;
      if (isProblem(answer)) setProblem(answer.message);
      else {
        const { step } = answer;
        setHeld({ bars: answer, all: from - step <= whole.from && to + step >= whole.to });
      }
    },
    [connection, run, symbol],
  );
  useEffect(() => {
    void ask(range ?? whole);
    return () => clearTimeout(latest.current.timer);
  }, [ask]);
  // A run that goes on has more to show.
  useEffect(() => {
    if (held?.all) void ask(whole);
  }, [whole]);

  const draw = useCallback(
    (element: HTMLElement) =>
      drawPrices(element, {
        chosen: (trade) => latest.current.open(trade),
        moved(seen) {
          clearTimeout(latest.current.timer);
          latest.current.timer = window.setTimeout(() => {
            latest.current.moved(seen);
            const wanted = within(seen, latest.current.whole);
            if (connection.editor && latest.current.bars && isTooCoarse(latest.current.bars, wanted))
              void ask(wanted);
          }, REST);
        },
      }),
    [ask, connection],
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

/** Bars beyond those at hand, or a stretch of them so short that finer ones fit. */
function isTooCoarse({ time, step, own }: PriceBars, { from, to }: Span): boolean {
  if (time.length === 0) return false;
  const [first, last] = [time[0], time[time.length - 1] + step];
  return from < first - step || to > last + step || (!own && to - from < (last - first) * FINER);
}

function within({ from, to }: Span, whole: Span): Span {
  return { from: Math.max(from, whole.from), to: Math.min(to, whole.to) };
}

/** The positions in sight. */
function Positions({
  symbol,
  trades,
  range,
}: {
  readonly symbol: string;
  readonly trades: readonly ReportTrade[];
  readonly range: Span;
}) {
  const seen = trades.filter(({ entered, exited }) => exited >= range.from && entered <= range.to);
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
        minuteText(trade.entered),
        trade.side,
        price(trade.entryPrice),
        price(trade.stop),
        price(trade.target),
        minuteText(trade.exited),
        price(trade.exitPrice),
        exitReasonText(trade.exitReason),
        tradePercent(trade.pnlPct),
      ])}
    />
  );
}
