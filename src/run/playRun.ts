import type { Definition } from '../backtest/definition/definition';
import { type Ahead, type EngineResult, type Requests, runEngine } from '../backtest/engine/engine';
import type { EquityCurve } from '../backtest/engine/equityCurve';
import type { Opening } from '../backtest/engine/trade';
import { closedTradeOf } from '../backtest/results/closedTradeOf';
import { isoTime, type Quarter } from '../common/calendar';
import { type Asked, Asker } from '../decision/asker';
import type { Decider, Decision } from '../decision/decision';
import { Ensemble, type Member } from '../decision/ensemble';
import type { LearnedWeights } from '../decision/learning/learner';
import { Learning } from '../decision/learning/learning';
import { learnerOf } from '../decision/learning/learningMethods';
import { type Regret, regretOf } from '../decision/learning/regret';
import type { DecisionLog } from '../decision/log/decisionLog';
import type { EarlierReplies } from '../decision/log/earlierReplies';
import type { AnswerRecord, LoggedProvider } from '../decision/log/loggedProvider';
import { RecordedProvider } from '../decision/log/recordedProvider';
import type { ProviderContext } from '../decision/providers/providerKind';
import { knownKind } from '../decision/providers/providerKinds';
import { recall } from '../decision/recall';
import type { DecisionRequest } from '../decision/request';
import { quorumOf } from '../decision/vote';
import { votingMembers } from '../decision/votingMembers';
import type { Bars } from '../market/bars';
import type { ClosedTrade } from '../memory/closedTrade';
import { MemoryView } from '../memory/memoryView';
import type { OutcomeFacts } from '../memory/outcomeRow';

/** What a run is played from: the same gives the same, to the last digit. */
export interface Play {
  readonly run: string;
  /** The definition's name, as its runs are named. */
  readonly name: string;
  /** What providers that are asked find around them. */
  readonly context: ProviderContext;
  readonly definition: Definition;
  readonly bars: readonly Bars[];
  /** Outcomes of the included runs. */
  readonly included: readonly OutcomeFacts[];
  readonly log: DecisionLog;
  /** What other runs were answered; null where the definition does not reuse it. */
  readonly earlier: EarlierReplies | null;
  /**
   * False for a benchmark: every vote weighs the same, providers that are asked say what the log has, and
   * nothing is logged.
   */
  readonly learns: boolean;
}

export interface PlayEvents {
  readonly signal: AbortSignal;
  /** Wall clock, epoch ms: only for when something was asked. */
  now(): number;
  /** How far the asking has come: without it nobody is asked, and the log has all answers. */
  asked?(asked: Asked): void;
  /** Each decision as it is taken; valid until the next. */
  decided?(decision: Decision): void;
  closed?(trades: readonly ClosedTrade[]): void;
  /** After the last bar of a quarter. `weights`: what each provider's vote was multiplied by at its end. */
  quarterEnded?(quarter: Quarter, curve: EquityCurve, weights: LearnedWeights): Promise<void>;
  /** After each clock bar; a promise makes the run wait. */
  bar?(time: number, equity: number): Promise<void> | undefined;
}

export interface Played {
  readonly result: EngineResult;
  /** Trades in the order in which they closed. */
  readonly trades: readonly ClosedTrade[];
  /** What was learned by the end. */
  readonly weights: LearnedWeights;
  readonly regret: Regret | null;
  /** How often each provider failed to answer. */
  readonly failures: Readonly<Record<string, number>>;
  /** How it went with those that are asked. */
  readonly asked: Readonly<Record<string, AnswerRecord>>;
  /** Providers whose confidences look like fractions of 1. */
  readonly saidFractions: readonly string[];
}

/**
 * Plays a run: the engine, an ensemble that remembers and learns, and the log that answers for what was asked before.
 * @throws InputError where the log does not fit, or cannot be written.
 */
export async function playRun(play: Play, events: PlayEvents): Promise<Played> {
  const { run, name, definition, bars, included, log, learns } = play;
  const { refresh, include, neighbours, cap } = definition.memory;
  const view = new MemoryView({ run, refresh, include }, included, cap);
  const { members, asked } = learns
    ? votingMembers(definition.providers, { ...play, now: events.now, known: () => view.known })
    : { members: recordedMembers(play), asked: [] };
  const quorum = quorumOf(definition.quorum, members.length);
  const ensemble = new Ensemble(members, quorum, events.signal);
  const learner = learnerOf(definition.learning.method, ensemble.providers);
  const learning = new Learning(view, ensemble, learner, (time, weights) =>
    log.compute(weightsEntry(time, weights)),
  );
  /** Brings memory, and what was learned from it, to a decision's time. */
  const remember = ({ time, quarter }: DecisionRequest) => {
    if (learns) learning.moveTo(time, quarter);
    else view.moveTo(time, quarter);
  };
  const tags = isSynthetic(definition) ? ['synthetic'] : [];
  const trades: ClosedTrade[] = [];
  try {
    const result = await runEngine({
      run,
      definition,
      bars,
      signal: events.signal,
      ahead: events.asked && askedAhead(asked, refresh, remember, { ...events, asked: events.asked }),
      decide: told((request) => {
        remember(request);
        return ensemble.decide(request);
      }, events.decided),
      recall: (request) => recall(() => view.index, request, neighbours),
      onOpened: learns
        ? (opening) =>
            log.compute(
              decisionEntry(opening),
              asked.flatMap((provider) => provider.requestFor(opening.symbol, opening.decisionId)),
            )
        : undefined,
      onClosed(filled) {
        const closed = filled.map((trade) => closedTradeOf(trade, run, name, tags));
        trades.push(...closed);
        view.add(closed);
        events.closed?.(closed);
      },
      onBar: events.bar,
      onQuarterEnd: (quarter, curve) => events.quarterEnded?.(quarter, curve, learning.weights),
    });
    return {
      result,
      trades,
      weights: learning.learnRest(),
      regret: regretOf(
        ensemble.providers,
        trades.map((outcome, index) => ({
          outcome,
          weights: result.trades[index].opening.decision.weights,
        })),
      ),
      failures: Object.fromEntries(ensemble.failures),
      asked: Object.fromEntries(asked.map(({ id, record }) => [id, record])),
      saidFractions: asked.filter(({ saysFractions }) => saysFractions).map(({ id }) => id),
    };
  } finally {
    for (const provider of asked) provider.close();
  }
}

/** Tells of each decision before it is acted on. */
function told(decide: Decider, tell: PlayEvents['decided']): Decider {
  if (!tell) return decide;
  const telling = (decision: Decision) => {
    tell(decision);
    return decision;
  };
  return (request) => {
    const decision = decide(request);
    return 'then' in decision ? decision.then(telling) : telling(decision);
  };
}

/** Bars made up for a demonstration say so in their file's name, and everything made from them says so too. */
export function isSynthetic({ symbols }: Definition): boolean {
  return symbols.some(({ file }) => /synthetic/i.test(file));
}

/** Everybody votes with the same weight, and those who are asked say what the log has. */
function recordedMembers({ definition, log }: Play): readonly Member[] {
  return definition.providers.map((named) => {
    const kind = knownKind(named);
    const provider = kind.asked ? new RecordedProvider(named.use, log) : kind.make(named);
    return { provider, weight: 1 };
  });
}

/**
 * Has questions asked as early as they can be: a quarter's at its start, where memory is the same through all of it and
 * the question does not depend on what was decided before; those of a close else.
 */
function askedAhead(
  providers: readonly LoggedProvider[],
  refresh: Definition['memory']['refresh'],
  remember: (request: DecisionRequest) => void,
  { signal, asked }: Pick<Required<PlayEvents>, 'signal' | 'asked'>,
): Ahead | undefined {
  if (providers.length === 0) return undefined;
  const asker = new Asker(providers, signal, asked);
  const early = (provider: LoggedProvider) => refresh === 'quarter' && !provider.scheduling.seesAccount;
  const ask = async (requests: Requests, isChosen: (provider: LoggedProvider) => boolean) => {
    const [first] = requests();
    if (first) remember(first);
    await asker.ask(requests, isChosen);
  };
  return {
    ...(providers.some(early) && { quarter: (requests) => ask(requests, early) }),
    ...(!providers.every(early) && { close: (requests) => ask(requests, (provider) => !early(provider)) }),
  };
}

function decisionEntry({ decisionId, decision, memories }: Opening) {
  const { action, confidence, reason, votes, weights } = decision;
  return {
    type: 'decision' as const,
    decision_id: decisionId,
    action,
    confidence,
    reason,
    votes: votes.map((vote, index) => ({ ...vote, weight: weights[index] })),
    memories: memories.map(({ outcome, similarity }) => ({ decision_id: outcome.id, similarity })),
  };
}

function weightsEntry(time: number, { overall, regimes }: LearnedWeights) {
  return { type: 'weights' as const, time: isoTime(time), multipliers: overall, regimes };
}
