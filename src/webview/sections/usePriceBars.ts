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

/** The bars of a symbol that are at hand, and how to come by finer ones. */
interface HeldPrices {
  /** Null until the first have come. */
  readonly held: HeldBars | null;
  /** Why the bars cannot be shown. */
  readonly problem: string | null;
  /** Asks for finer bars where those at hand are too coarse for what is seen. */
  look(seen: Span): void;
}

/**
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
      // A reader who moved on has asked for others.
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
    // A file has all its bars at once, no finer ones.
    if (connection.editor && held && isTooCoarse(held.bars, wanted)) void ask(wanted);
  };
  return { held, problem, look };
}

/** Bars beyond those at hand, or a stretch of them so short that finer ones fit. */
function isTooCoarse({ time, step, own }: PriceBars, { from, to }: Span): boolean {
  if (time.length === 0) return false;
  const [first, last] = [time[0], time[time.length - 1] + step];
  return from < first - step || to > last + step || (!own && to - from < (last - first) * FINER);
}

function within({ from, to }: Span, whole: Span): Span {
  return { from: Math.max(from, whole.from), to: Math.min(to, whole.to) };
}
