import { counted, dayText, ENGLISH } from '../../common/format';
import { promptMessages } from '../../decision/log/replyText';
import type { DecisionNow, VoteNow } from './decideNow';

/** A decision now as plain text: the decision, the votes, the remembered trades, and what models were asked. */
export function decisionText(decision: DecisionNow, now: number): string {
  const { symbol, time, close, regime, action, confidence, reason, votes, memories, known } = decision;
  const days = Math.floor((now - Date.parse(time)) / 86_400_000);
  const old = days > 0 ? ` (${counted(days, 'day')} before now, ${dayText(now)})` : '';
  const price = (name: string, value: number | null) => (value === null ? [] : [`${name} ${value}`]);
  return [
    `${symbol}: ${action}, confidence ${ENGLISH.whole(confidence)} of 100`,
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
    rememberedLine(decision),
    ...memories.map(
      ({ outcome, similarity }) =>
        `  ${ENGLISH.wholePercentOfShare(similarity).padStart(5)}  ${outcome.symbol} ${outcome.side.padEnd(5)} ${ENGLISH.signedPercentOfPercent(outcome.pnlPct, 2)}  ${dayText(outcome.entryTime)}  ${outcome.regime ?? 'regime unknown'}  ${outcome.id}${outcome.note === null ? '' : `\n         note: ${line(outcome.note)}`}`,
    ),
    ...votes.flatMap(promptLines),
  ]
    .filter((text, index, all) => text !== '' || all[index - 1] !== '')
    .join('\n')
    .concat('\n');
}

/** Whose outcomes are remembered: nobody should take those of another definition for a part of it. */
function rememberedLine({ run, include }: DecisionNow): string {
  const runs = [...(run === null ? [] : [run]), ...include];
  if (runs.length === 0) return '  (the definition has no run yet, and includes none: nothing is remembered)';
  return `  (outcomes of ${runs.join(', ')}${run === null ? '; the definition has no run yet' : ''})`;
}

function voteLine({ provider, weight, reply, failure }: VoteNow): string {
  const said = reply
    ? `${reply.action.padEnd(5)} ${ENGLISH.whole(reply.confidence).padStart(3)}  ${line(reply.reason)}`
    : `gave no answer: ${line(failure ?? '')}`;
  return `  ${ENGLISH.multiplier(weight)}  ${provider.padEnd(24)} ${said}`;
}

function promptLines({ provider, question }: VoteNow): string[] {
  if (question === null) return [];
  return ['', '='.repeat(80), `What ${provider} was asked`, ...promptMessages(question)];
}

/** Puts a text on one line, so that words of models and notes cannot look like lines of ours. */
const line = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
