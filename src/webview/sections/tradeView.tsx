import { t } from '@vscode/l10n';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { minuteText } from '../../common/format';
import { exitReasonText } from '../../common/words';
import type {
  PriceBars,
  ReportTrade,
  RunReport,
  ShownMemory,
  TradeDetail,
} from '../../report/reportProtocol';
import { type Connection, isProblem } from '../connection/connection';
import {
  duration,
  money,
  multiplier,
  percentOfShare,
  price,
  quantity,
  signedMoney,
  tradePercent,
  whole,
} from '../format';
import { PriceChart } from './prices';
import { Reply } from './reply';
import { Signed, Table } from './table';
import { TradeLink } from './tradeLink';

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
      <Facts trade={trade} currency={report.summary.currency} />
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
      {detail && <Decision detail={detail} connection={connection} open={open} />}
      <p class="muted id">{trade.id}</p>
    </article>
  );
}

function Facts({ trade, currency }: { readonly trade: ReportTrade; readonly currency: string }) {
  const facts: [string, preact.ComponentChildren][] = [
    [t('Decided'), `${minuteText(trade.decisionTime)} UTC`],
    [t('Entered'), t('{0} UTC at {1}', minuteText(trade.entryTime), price(trade.entryPrice))],
    [
      t('Left'),
      t(
        '{0} UTC at {1}, by {2}',
        minuteText(trade.exitTime),
        price(trade.exitPrice),
        exitReasonText(trade.exitReason),
      ),
    ],
    [t('Held'), duration(trade.exitTime - trade.entryTime)],
    [t('Quantity'), quantity(trade.quantity)],
    [t('Stop'), price(trade.stop)],
    [t('Target'), price(trade.target)],
    [t('P/L'), <Signed key="pnl" value={trade.pnl} text={`${signedMoney(trade.pnl)} ${currency}`} />],
    [t('Costs in it'), t('{0} fees, {1} slippage', money(trade.fees), money(trade.slippage))],
    [t('Regime'), trade.regime ?? '–'],
  ];
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Decision({
  detail: { decision, replies, memories },
  connection,
  open,
}: {
  readonly detail: TradeDetail;
  readonly connection: Connection;
  open(trade: string): void;
}) {
  return (
    <>
      <h3>{t('The decision')}</h3>
      {decision ? (
        <>
          <p>{`${t('{0} with {1} of 100', decision.action, whole(decision.confidence))}: ${decision.reason}`}</p>
          <Table
            caption={t('Votes')}
            columns={[
              { title: t('Provider') },
              { title: t('Vote') },
              { title: t('Confidence'), numeric: true },
              { title: t('Weight'), numeric: true },
            ]}
            rows={decision.votes.map(({ provider, action, confidence, weight }) => [
              provider,
              action,
              whole(confidence),
              multiplier(weight),
            ])}
          />
        </>
      ) : (
        <p class="muted">{t('The log of the run has no line about this decision.')}</p>
      )}
      {replies.map((reply) => (
        <Reply key={reply.provider} reply={reply} leftOut={connection.leftOut} />
      ))}
      <h3>{t('Memories shown to it')}</h3>
      {memories.length === 0 ? (
        <p class="muted">{t('None: nobody looked at one, or no earlier trade was admissible.')}</p>
      ) : (
        <Table
          caption={t('Earlier trades, the most similar first')}
          columns={[
            { title: t('Trade') },
            { title: t('Similarity'), numeric: true },
            { title: t('Result'), numeric: true },
            { title: t('Left by') },
            ...(connection.editor ? [{ title: t('File') }] : []),
          ]}
          rows={memories.map((memory) => memoryRow(memory, connection, open))}
        />
      )}
    </>
  );
}

function memoryRow(
  { id, similarity, outcome }: ShownMemory,
  { editor }: Connection,
  open: (trade: string) => void,
) {
  const name = outcome ? `${minuteText(outcome.entryTime)} ${outcome.symbol} ${outcome.side}` : id;
  return [
    outcome?.own ? (
      <TradeLink key="trade" trade={{ id, ...outcome }} open={open} />
    ) : (
      <span key="trade">{name}</span>
    ),
    percentOfShare(similarity),
    outcome ? <Signed key="result" value={outcome.pnl} text={tradePercent(outcome.pnlPct)} /> : '–',
    outcome ? exitReasonText(outcome.exitReason) : t('no longer in active memory'),
    ...(editor
      ? [
          <button
            type="button"
            key="file"
            class="link"
            aria-label={t('Open the outcome file of {0}', name)}
            onClick={() => editor.openOutcome(id)}
          >
            {t('Open')}
          </button>,
        ]
      : []),
  ];
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
