import { isoTime } from '../../common/calendar';
import { counted } from '../../common/counted';
import { sideOf } from '../../memory/side';
import { promptMessages } from '../promptText';
import type { DecisionNow, VoteNow } from './decideNow';

/** What was decided now, as plain text: the decision, who voted how, what was remembered, and what models were asked. */
export function decisionText(decision: DecisionNow, now: number): string {
  const { symbol, time, close, regime, action, confidence, reason, votes, memories, known } = decision;
  const days = Math.floor((now - Date.parse(time)) / 86_400_000);
  const old = days > 0 ? ` (${counted(days, 'day')} before now, ${isoTime(now).slice(0, 10)})` : '';
  const price = (name: string, value: number | null) => (value === null ? [] : [`${name} ${value}`]);
  return [
    `${symbol}: ${action}, confidence ${confidence.toFixed(0)} of 100`,
    line(reason),
    [`latest bar closed ${time} at ${close}${old}`, `regime ${regime ?? 'unknown'}`].join(', '),
    [...price('stop', decision.stop), ...price('target', decision.target)].join(', '),
    'Nothing was traded and nothing was kept: save this text to keep it. It is no advice.',
    '',
    `Votes of ${decision.definition}, by the weight they carry:`,
    ...[...votes].sort((a, b) => b.weight - a.weight).map(voteLine),
    '',
    memories.length === 0
      ? `Memory: none of ${counted(known, 'outcome')} known by then resembles this.`
      : `Memory: the most similar of ${counted(known, 'outcome')} known by then`,
    ...memories.map(
      ({ outcome, similarity }) =>
        `  ${(similarity * 100).toFixed(0).padStart(3)} %  ${outcome.asset_pair} ${sideOf(outcome.action).padEnd(5)} ${signed(outcome.pnl_pct)} %  ${outcome.entry_time.slice(0, 10)}  ${outcome.market_regime ?? 'regime unknown'}  ${outcome.decision_id}${outcome.note === null ? '' : `\n         note: ${line(outcome.note)}`}`,
    ),
    ...votes.flatMap(promptLines),
  ]
    .filter((text, index, all) => text !== '' || all[index - 1] !== '')
    .join('\n')
    .concat('\n');
}

function voteLine({ provider, weight, reply, failure }: VoteNow): string {
  const said = reply
    ? `${reply.action.padEnd(5)} ${reply.confidence.toFixed(0).padStart(3)}  ${line(reply.reason)}`
    : `gave no answer: ${line(failure ?? '')}`;
  return `  ${weight.toFixed(2)}×  ${provider.padEnd(24)} ${said}`;
}

function promptLines({ provider, question }: VoteNow): string[] {
  if (question === null) return [];
  return ['', '='.repeat(80), `What ${provider} was asked`, ...promptMessages(question)];
}

/** On one line: what models and notes say must not look like lines of ours. */
const line = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
const signed = (percent: number) => `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(2)}`;
