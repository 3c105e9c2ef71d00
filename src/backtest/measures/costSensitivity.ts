import { sum } from 'simple-statistics';
import type { Bars } from '../../market/bars';
import type { Definition } from '../definition/definition';
import { type EngineResult, runEngine } from '../engine/engine';
import { type Figure, finite } from './finite';
import type { TakenDecisions } from './takenDecisions';
import { expectancy, profitFactor, winRate } from './tradeFigures';

/** Multiples of a run's own costs that the run's decisions are played again at. */
const DEARER = [2, 3] as const;

/** Results of a run's decisions at a multiple of its costs; money in the account's currency, null where undefined. */
export interface CostCase {
  /** 1: the costs of the run. */
  readonly multiple: number;
  /** Net of all costs; 0 without trades. */
  readonly pnl: number;
  /** Final equity / capital − 1, 0.1 is ten percent. */
  readonly totalReturn: Figure;
  /** Whether equity came to nothing, at whatever bar. */
  readonly ruined: boolean;
  readonly trades: number;
  /** Wins (pnl > 0) over trades. */
  readonly winRate: Figure;
  /** Money won / money lost. */
  readonly profitFactor: Figure;
  /** Mean pnl a trade. */
  readonly expectancy: Figure;
}

export interface CostInput {
  readonly definition: Definition;
  readonly bars: readonly Bars[];
  /** What came of the decisions at the run's own costs, played to its end. */
  readonly result: Played;
  readonly decisions: TakenDecisions;
  readonly signal: AbortSignal;
}

type Played = Pick<EngineResult, 'trades' | 'equity'>;

/**
 * A run at 1, 2 and 3 times its costs: its decisions are played again by the engine, so fills, cash and sizes are those of
 * an account that pays more, and an order that it cannot pay or that has become dust is refused. Nobody is asked again:
 * who looks at equity, position or memory might have decided otherwise.
 * @returns null where it was cancelled.
 */
export async function costSensitivity(input: CostInput): Promise<CostCase[] | null> {
  const { definition, bars, result, decisions, signal } = input;
  const cases = [costCase(1, definition.capital, result)];
  for (const multiple of DEARER) {
    const { fee_bps, slippage_bps } = definition.costs;
    const costs = { fee_bps: multiple * fee_bps, slippage_bps: multiple * slippage_bps };
    const dearer = await runEngine({
      run: '',
      definition: { ...definition, costs },
      bars,
      decide: decisions.again(),
      signal,
    });
    if (dearer.cancelled) return null;
    cases.push(costCase(multiple, definition.capital, dearer));
  }
  return cases;
}

function costCase(multiple: number, capital: number, { trades, equity: { equity } }: Played): CostCase {
  const pnls = trades.map(({ pnl }) => pnl);
  const end = equity.at(-1) ?? capital;
  return {
    multiple,
    pnl: sum(pnls),
    totalReturn: finite(end / capital - 1),
    ruined: equity.some((marked) => marked <= 0),
    trades: trades.length,
    winRate: winRate(pnls),
    profitFactor: profitFactor(pnls),
    expectancy: expectancy(pnls),
  };
}
