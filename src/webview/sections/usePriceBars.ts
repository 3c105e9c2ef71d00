import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { PriceBars, Span } from '../../report/reportProtocol';
import { type Connection, isProblem } from '../connection/connection';

/** Bars asked for at a time: about two a pixel of a wide screen. */
const MOST = 3000;
/** Once so small a part of the bars at hand is seen, finer ones are asked for. */
const FINER = 1 / 4;

interface HeldBars {
  readonly bars: PriceBars;
  /** Whether these are all that there is to see. */
  readonly all: boolean;
}

/** The bars of a symbol that are at hand, and a way to get finer ones. */
interface HeldPrices {
  /** Null until the first have come. */
  readonly held: HeldBars | null;
  /** Why the bars cannot be shown. */
  readonly problem: string | null;
  /** Asks for finer bars where those at hand are too coarse for what is seen. */
  look(seen: Span): void;
}

/**
 * Reads a symbol's bars, coarse ones first; a run that goes on has its new bars read too.
 * @param whole all that there is to see.
 * @param range what is seen at first; null: all.
 */
export function usePriceBars(
  connection: Connection,
  run: string,
  symbol: string,
  whole: Span,
  range: Span | null,
): HeldPrices {
  const [held, setHeld] = useState<HeldBars | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const latest = useRef({ whole, asked: 0 });
  latest.current.whole = whole;
  const ask = useCallback(
    async ({ from, to }: Span) => {
      latest.current.asked += 1;
      const { asked, whole } = latest.current;
      const answer = await connection.prices(run, symbol, from, to, MOST);
      // The reader has moved on, and other bars were asked for.
      if (asked !== latest.current.asked) return;
      if (isProblem(answer)) setProblem(answer.message);
      else {
        const { step } = answer;
        setHeld({ bars: answer, all: from - step <= whole.from && to + step >= whole.to });
      }
    },
    [connection, run, symbol],
  );
  useEffect(() => void ask(range ?? whole), [ask]);
  // A run that goes on has more to show.
  useEffect(() => {
    if (held?.all) void ask(whole);
  }, [whole]);
  const look = (seen: Span) => {
    const wanted = within(seen, whole);
    // An exported file has no finer bars than those it came with.
    if (connection.editor && held && isTooCoarse(held.bars, wanted)) void ask(wanted);
  };
  return { held, problem, look };
}

/** Whether what is seen lies beyond the bars at hand, or is so short that finer bars fit. */
function isTooCoarse({ time, step, own }: PriceBars, { from, to }: Span): boolean {
  if (time.length === 0) return false;
  const [first, last] = [time[0], time[time.length - 1] + step];
  return from < first - step || to > last + step || (!own && to - from < (last - first) * FINER);
}

function within({ from, to }: Span, whole: Span): Span {
  return { from: Math.max(from, whole.from), to: Math.min(to, whole.to) };
}
