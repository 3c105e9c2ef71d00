import { t } from '@vscode/l10n';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { minuteText } from '../../common/format';
import type { PriceBars, ReportTrade, RunReport, TradeDetail } from '../../report/reportProtocol';
import { type Connection, isProblem } from '../connection/connection';
import { price, tradePercent } from '../format';
import { PriceChart } from './prices';
import { Signed, Table } from './table';
import { TradeDecision } from './tradeDecision';
import { TradeFacts } from './tradeFacts';

/** Bars shown before the entry and after the exit. */
const BEFORE = 60;
const AFTER = 30;
const HOUR = 3_600_000;

interface Props {
  readonly report: RunReport;
  readonly trade: ReportTrade;
  readonly connection: Connection;
  readonly caveat: string | null;
  /** The trades before and after this one, in the order of the table. */
  readonly neighbours: { readonly before: ReportTrade | null; readonly after: ReportTrade | null };
  open(trade: string | null): void;
  savePicture(name: string, base64: string): void;
}

/** Shows one trade: the decision and its reasons, the memories shown to the decision, and the bars around the trade. */
export function TradeView({ report, trade, connection, caveat, neighbours, open, savePicture }: Props) {
  const { run } = report.summary;
  const [detail, setDetail] = useState<TradeDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    let wanted = true;
    void connection.trade(run, trade.id).then((answer) => {
      if (!wanted) return;
      if (isProblem(answer)) setProblem(answer.message);
      else setDetail(answer);
    });
    heading.current?.focus();
    window.scrollTo(0, 0);
    return () => {
      wanted = false;
    };
  }, [connection, run, trade.id]);
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') open(null);
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [open]);
  const step = report.step ?? HOUR;
  const range = useMemo(
    () => ({ from: trade.entryTime - BEFORE * step, to: trade.exitTime + AFTER * step }),
    [trade, step],
  );
  const only = useMemo(() => [trade], [trade]);
  const { before, after } = neighbours;
  return (
    <article class="trade" aria-labelledby="trade-title">
      <div class="bar">
        <button type="button" onClick={() => open(null)}>
          <span aria-hidden="true">← </span>
          {t('Back to the report')}
        </button>
        <button type="button" class="quiet" disabled={!before} onClick={() => before && open(before.id)}>
          {t('Previous trade')}
        </button>
        <button type="button" class="quiet" disabled={!after} onClick={() => after && open(after.id)}>
          {t('Next trade')}
        </button>
        {connection.editor && (
          <button type="button" class="quiet" onClick={() => connection.editor?.openOutcome(trade.id)}>
            {t('Open its outcome file')}
          </button>
        )}
      </div>
      <h2 id="trade-title" tabIndex={-1} ref={heading}>
        {`${trade.symbol} ${trade.side}, `}
        <Signed value={trade.pnl} text={tradePercent(trade.pnlPct)} />
      </h2>
      <TradeFacts trade={trade} currency={report.summary.currency} />
      <PriceChart
        report={report}
        symbol={trade.symbol}
        trades={only}
        whole={range}
        range={range}
        connection={connection}
        caveat={caveat}
        moved={() => {}}
        open={() => {}}
        savePicture={savePicture}
        table={(bars) => <BarsTable symbol={trade.symbol} bars={bars} range={range} />}
      />
      {problem && <p class="problem">{problem}</p>}
      {!problem && !detail && <p class="muted">{t('Reading the decision…')}</p>}
      {detail && <TradeDecision detail={detail} connection={connection} open={open} />}
      <p class="muted id">{trade.id}</p>
    </article>
  );
}

function BarsTable({
  symbol,
  bars,
  range,
}: {
  readonly symbol: string;
  readonly bars: PriceBars;
  readonly range: { readonly from: number; readonly to: number };
}) {
  const seen = bars.time.flatMap((time, index) => (time >= range.from && time <= range.to ? [index] : []));
  return (
    <Table
      caption={t('Bars of {0} around the trade', symbol)}
      columns={[
        { title: t('Opens (UTC)') },
        { title: t('Open price'), numeric: true },
        { title: t('High'), numeric: true },
        { title: t('Low'), numeric: true },
        { title: t('Close price'), numeric: true },
      ]}
      rows={seen.map((index) => [
        minuteText(bars.time[index]),
        price(bars.open[index]),
        price(bars.high[index]),
        price(bars.low[index]),
        price(bars.close[index]),
      ])}
    />
  );
}
