import { isoTime } from '../../common/calendar';
import type { Reply } from '../provider';
import type { DecisionRequest } from '../request';

/** The last close in masked prices. */
export const LAST_CLOSE = 100;

/** Hides the market of a blind question: a masked price times `scale` is the real price, times are relative to `time`. */
export interface Mask {
  readonly symbol: string;
  /** ISO-8601. */
  readonly time: string;
  readonly scale: number;
}

export function maskOf({ symbol, time, history }: DecisionRequest): Mask {
  return { symbol, time: isoTime(time), scale: history.close(history.count - 1) / LAST_CLOSE };
}

/** A reply with its prices multiplied. @param scale real price over masked price. */
export function rescaled(reply: Reply, scale: number): Reply {
  const { stop, target } = reply;
  return {
    ...reply,
    ...(stop !== undefined && { stop: stop * scale }),
    ...(target !== undefined && { target: target * scale }),
  };
}
