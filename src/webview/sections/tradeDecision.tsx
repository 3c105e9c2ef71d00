import { t } from '@vscode/l10n';
import { minuteText } from '../../common/format';
import { exitReasonText } from '../../common/words';
import type { ShownMemory, TradeDetail } from '../../report/reportProtocol';
import type { Connection } from '../connection/connection';
import { multiplier, percentOfShare, tradePercent, whole } from '../format';
import { Reply } from './reply';
import { Signed, Table } from './table';
import { TradeLink } from './tradeLink';

/** Shows the decision that led to a trade: its votes, what models were asked and answered, and the memories shown to them. */
export function TradeDecision({
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
