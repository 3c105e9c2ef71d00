import type { ExitReason } from '../memory/exitReason';
import { formatOf } from './formats';
import type { LoggedTrade } from './loggedTrade';
import type { TradeLog } from './tradeLog';

/** Words of tools and of people, first match first. Words of none of these lists are a signal of the strategy. */
const WORDS: readonly (readonly [RegExp, ExitReason])[] = [
  [
    /^(force_?(exit|sell)|close at stop|end of (test|run|data)|end_of_run|margin call|liquidation)$/i,
    'end_of_run',
  ],
  [/trailing|stop_?-?\s?loss|stoploss|\bs\s*\/\s*l\b|\bsl\b|\bstop\b|^so\b|стоп/i, 'stop_loss'],
  [/take_?-?\s?profit|\bt\s*\/\s*p\b|\btp\d?\b|\btarget\b|\broi\b|\bziel\b|тейк/i, 'take_profit'],
  [/max_?\s?holding|time_?\s?(stop|out|exit)|timeout/i, 'max_holding'],
];
/** Reasons of tools that close at a bar's open, where the exit is known at once. */
const AT_OPEN = /^(exit_signal|sell_signal|signal|force_exit|force_sell)$/i;

/** Tells why a trade was closed, and whether the exit was at its bar's open. */
export function exitReasonOf(
  { reason, stop, target, exitPrice }: LoggedTrade,
  { tool, fields }: Pick<TradeLog, 'tool' | 'fields'>,
): { reason: ExitReason; atOpen: boolean } {
  if (formatOf(tool).exitsByLevels && fields.stop !== undefined) {
    if (exitPrice === stop) return { reason: 'stop_loss', atOpen: false };
    return exitPrice === target
      ? { reason: 'take_profit', atOpen: false }
      : { reason: 'signal', atOpen: true };
  }
  const said = reason?.trim() ?? '';
  const known = WORDS.find(([words]) => words.test(said));
  return { reason: known?.[1] ?? 'signal', atOpen: AT_OPEN.test(said) };
}
