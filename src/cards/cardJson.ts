import { isoTime } from '../common/calendar';
import { TRADE_COLUMNS, TRADE_FIELDS } from '../memory/closedTrade';
import { publicFacts } from '../memory/outcomeRow';
import type { CardTrade, SimilarTrade, TradeCard } from './cardProtocol';

/** A card as programs read it: names in snake_case, those of a trade as in trades.csv, times in ISO-8601. */
export function cardJson({ asOf, knownWins, comparedBy, trade, similar, ...card }: TradeCard): object {
  return {
    ...card,
    as_of: asOf === null ? null : isoTime(asOf),
    known_wins: knownWins,
    compared_by: comparedBy,
    trade: tradeJson(trade),
    similar: similar.map(similarJson),
  };
}

function tradeJson(trade: CardTrade): object {
  const cells = TRADE_FIELDS.map((field) => {
    const { name, kind } = TRADE_COLUMNS[field];
    const value = trade[field];
    return [name, kind === 'time' && typeof value === 'number' ? isoTime(value) : value];
  });
  const { reasoning, synthetic, open } = trade;
  return { ...Object.fromEntries(cells), reasoning, synthetic, open };
}

const similarJson = ({ outcome, ...similar }: SimilarTrade): object => ({
  ...similar,
  outcome: publicFacts(outcome),
});
