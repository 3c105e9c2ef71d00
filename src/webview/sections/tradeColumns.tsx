import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { minuteText } from '../../common/format';
import { exitReasonText } from '../../common/words';
import type { ReportTrade } from '../../report/reportProtocol';
import { duration, price, signedMoney, tradePercent, whole } from '../format';
import { Signed } from './table';

/** A column of the table of trades. */
export interface TradeColumn {
  readonly title: string;
  readonly numeric?: boolean;
  cell(trade: ReportTrade): ComponentChildren;
  /** How trades are sorted by this column; none where they are not. */
  readonly sort?: {
    /** Kept in the state of the page. */
    readonly name: string;
    value(trade: ReportTrade): number | string;
  };
}

const held = ({ entryTime, exitTime }: ReportTrade) => exitTime - entryTime;

/** All columns; the first cell of a row opens its trade. */
export const TRADE_COLUMNS: readonly TradeColumn[] = [
  {
    title: t('Entered (UTC)'),
    cell: ({ entryTime }) => minuteText(entryTime),
    sort: { name: 'entered', value: ({ entryTime }) => entryTime },
  },
  {
    title: t('Symbol'),
    cell: ({ symbol }) => symbol,
    sort: { name: 'symbol', value: ({ symbol }) => symbol },
  },
  { title: t('Side'), cell: ({ side }) => side },
  { title: t('Entry'), numeric: true, cell: ({ entryPrice }) => price(entryPrice) },
  {
    title: t('Left (UTC)'),
    cell: ({ exitTime }) => minuteText(exitTime),
    sort: { name: 'exited', value: ({ exitTime }) => exitTime },
  },
  { title: t('Exit'), numeric: true, cell: ({ exitPrice }) => price(exitPrice) },
  { title: t('Left by'), cell: ({ exitReason }) => exitReasonText(exitReason) },
  {
    title: t('Held'),
    numeric: true,
    cell: (trade) => duration(held(trade)),
    sort: { name: 'held', value: held },
  },
  {
    title: t('Result'),
    numeric: true,
    cell: ({ pnl, pnlPct }) => <Signed value={pnl} text={tradePercent(pnlPct)} />,
    sort: { name: 'pnlPct', value: ({ pnlPct }) => pnlPct },
  },
  {
    title: t('P/L'),
    numeric: true,
    cell: ({ pnl }) => <Signed value={pnl} text={signedMoney(pnl)} />,
    sort: { name: 'pnl', value: ({ pnl }) => pnl },
  },
  {
    title: t('MAE'),
    numeric: true,
    cell: ({ maePct }) => (maePct === null ? '–' : tradePercent(-maePct)),
    sort: { name: 'maePct', value: ({ maePct }) => maePct ?? -1 },
  },
  {
    title: t('MFE'),
    numeric: true,
    cell: ({ mfePct }) => (mfePct === null ? '–' : tradePercent(mfePct)),
    sort: { name: 'mfePct', value: ({ mfePct }) => mfePct ?? -1 },
  },
  {
    title: t('Confidence'),
    numeric: true,
    cell: ({ confidence }) => whole(confidence),
    sort: { name: 'confidence', value: ({ confidence }) => confidence },
  },
  { title: t('Regime'), cell: ({ regime }) => regime ?? '–' },
  { title: t('Led by'), cell: ({ provider }) => provider },
];
