import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ViewState } from './viewState';

/** The overview counts as scrolled once it has rested so long, ms. */
const REST = 150;

/**
 * Keeps how far the overview was scrolled; when a trade is left, scrolls back there and puts the focus on that trade.
 * @param ready whether there is anything to scroll.
 */
export function useScroll(
  { scroll, trade }: ViewState,
  inTrade: boolean,
  ready: boolean,
  change: (changed: Partial<ViewState>) => void,
): void {
  const left = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!ready) return;
    if (inTrade) {
      left.current = trade;
      return;
    }
    window.scrollTo(0, scroll);
    const row = [...document.querySelectorAll<HTMLElement>('tr[data-trade]')].find(
      ({ dataset }) => dataset.trade === left.current,
    );
    row?.querySelector('button')?.focus({ preventScroll: true });
    left.current = null;
  }, [ready, inTrade]);
  useEffect(() => {
    if (!ready || inTrade) return;
    let timer = 0;
    const keep = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => change({ scroll: window.scrollY }), REST);
    };
    window.addEventListener('scroll', keep, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener('scroll', keep);
    };
  }, [ready, inTrade, change]);
}
