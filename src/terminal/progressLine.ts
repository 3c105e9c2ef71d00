import { counted, dayText, ENGLISH } from '../common/format';
import { askingTexts } from '../run/askingText';
import type { Progress } from '../run/process/protocol';

/** "[######......]" for a share from 0 to 1. */
export const progressBar = (done: number) => `[${'#'.repeat(Math.round(done * 24)).padEnd(24, '.')}]`;

/** Shows a run's progress on stderr: on a terminal in a line that rewrites itself, elsewhere in a line a quarter. */
export function progressLine(tell: boolean) {
  const terminal = process.stderr.isTTY;
  let quarter = '';
  const clear = () => {
    if (terminal && tell) process.stderr.write('\r\x1b[K');
  };
  return {
    clear,
    note(text: string) {
      clear();
      if (tell) console.error(text);
    },
    show(progress: Progress) {
      if (!tell) return;
      if (terminal) process.stderr.write(`\r\x1b[K${progressBar(progress.done)} ${progressText(progress)}`);
      else if (quarter !== progress.quarter && !progress.benchmark) console.error(progressText(progress));
      quarter = progress.quarter;
    },
  };
}

function progressText({ benchmark, quarter, time, trades, equity, timeLeft, asking }: Progress): string {
  const left = timeLeft === null ? '' : `, ${ENGLISH.timeLeft(timeLeft)} left`;
  const asked = asking ? `, ${askingTexts(asking).join(', ')}` : '';
  if (benchmark) return `benchmark  ${quarter}${left}`;
  return `${quarter}  ${dayText(time)}  ${counted(trades, 'trade')}, equity ${ENGLISH.money(equity)}${asked}${left}`;
}
