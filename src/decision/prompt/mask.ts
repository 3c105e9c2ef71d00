import { isoTime } from '../../common/calendar';
import type { Reply } from '../provider';
import type { DecisionRequest } from '../request';

/** What the last close is called where prices are hidden. */
export const LAST_CLOSE = 100;

/** What a blind question hides: a masked price times `scale` is the real one, a time is told from `time` on. */
export interface Mask {
  readonly symbol: string;
  /** ISO-8601. */
  readonly time: string;
  readonly scale: number;
}

export function maskOf({ symbol, time, history }: DecisionRequest): Mask {
  return { symbol, time: isoTime(time), scale: history.close(history.count - 1) / LAST_CLOSE };
}

/** A reply in real prices. @param scale real prices over those of the reply. */
export function rescaled(reply: Reply, scale: number): Reply {
  const { stop, target } = reply;
  return {
    ...reply,
    ...(stop !== undefined && { stop: stop * scale }),
    ...(target !== undefined && { target: target * scale }),
  };
}
