import { minuteText } from '../../common/format';
import type { ReportTrade } from '../../report/reportProtocol';

/** Names a trade, "2025-01-31 13:00 BTCUSD long", in a link that opens it. */
export function TradeLink({
  trade: { id, symbol, side, entryTime },
  open,
}: {
  readonly trade: Pick<ReportTrade, 'id' | 'symbol' | 'side' | 'entryTime'>;
  open(id: string): void;
}) {
  return (
    <button type="button" class="link" onClick={() => open(id)}>
      {`${minuteText(entryTime)} ${symbol} ${side}`}
    </button>
  );
}
