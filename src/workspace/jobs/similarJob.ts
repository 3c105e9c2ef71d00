import { BarCache } from '../../cards/barCache';
import { cardJson } from '../../cards/cardJson';
import { TradeCards } from '../../cards/tradeCards';
import { isoTime } from '../../common/calendar';
import { memoryFolder } from '../../common/files/workspacePaths';
import { counted, ENGLISH } from '../../common/format';
import { InputError } from '../../common/inputError';
import type { JobReport } from '../../common/jobReport';
import { OverviewService } from '../overview';
import { resultOf, resultText } from './resultText';

/** Finds the earlier outcomes that resemble a trade, of those that its decision could know. @throws InputError for an unknown id. */
export async function similarJob(workspace: string, decisionId: string): Promise<JobReport> {
  const bars = new BarCache(workspace, Date.now);
  const cards = new TradeCards(workspace, new OverviewService(workspace), bars);
  const card = await cards.card(decisionId, new AbortController().signal);
  if (!card) {
    const remedy = 'Take an id from trades.csv of a run whose outcomes are in data/memory';
    throw new InputError({ file: memoryFolder(workspace) }, `it has no outcome ${decisionId}`, remedy);
  }
  const { trade, known, similar, of, wins, asOf } = card;
  const when = asOf === null ? 'then' : `on ${isoTime(asOf)}`;
  const lines = similar.map(
    (one) => `${ENGLISH.fixed(one.score, 3)}  ${one.outcome.id}  ${resultOf(one.outcome)}`,
  );
  const sum =
    of > 0
      ? `${wins} of the ${of} most similar won, of ${known} known ${when}; the closest:`
      : `none of ${counted(known, 'outcome')} known ${when} resembles it`;
  const side = `${trade.side} ${resultText(trade.pnlPct ?? 0, trade.exitReason ?? '')}`;
  return {
    text: [`${decisionId}  ${side}`, sum, ...lines].join('\n'),
    json: cardJson(card),
    ok: true,
  };
}
