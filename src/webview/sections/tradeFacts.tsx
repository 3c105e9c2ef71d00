import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { minuteText } from '../../common/format';
import { exitReasonText } from '../../common/words';
import type { ReportTrade } from '../../report/reportProtocol';
import { duration, money, price, quantity, signedMoney, tradePercent } from '../format';
import { Signed } from './table';

/** Lists what is known of a trade. */
export function TradeFacts({ trade, currency }: { readonly trade: ReportTrade; readonly currency: string }) {
  const facts: [string, ComponentChildren][] = [
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
    [t('Worst while held (MAE)'), excursion(trade.mae, trade.maePct, -1)],
    [t('Best while held (MFE)'), excursion(trade.mfe, trade.mfePct, 1)],
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

/** "−35.00, −0.70 %"; a dash where nobody measured. @param sign −1 for an excursion against the position. */
function excursion(amount: number | null, percent: number | null, sign: 1 | -1): string {
  if (amount === null || percent === null) return '–';
  return `${signedMoney(sign * amount)}, ${tradePercent(sign * percent)}`;
}
