import { ENGLISH } from '../../common/format';
import { exitReasonText } from '../../common/words';
import type { OutcomeFacts } from '../../memory/outcomeRow';

/** How a trade ended, on one line. */
export const resultOf = ({ side, pnlPct: pnl, exitReason: reason }: OutcomeFacts) =>
  `${side} ${resultText(pnl, reason)}`;

/** @param percent of the entry's value. */
export const resultText = (percent: number, reason: string) =>
  `${ENGLISH.signedPercentOfPercent(percent, 2)} (${exitReasonText(reason)})`;
