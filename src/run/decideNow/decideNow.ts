import { resolve } from 'node:path';
import type { Definition } from '../../backtest/definition/definition';
import { situationAt } from '../../backtest/engine/bookRequest';
import { isoTime, quarterOf } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { TIMEFRAMES } from '../../common/timeframe';
import { Asker } from '../../decision/asker';
import { copyOf } from '../../decision/decision';
import { Ensemble } from '../../decision/ensemble';
import { History } from '../../decision/history';
import { learnerOf } from '../../decision/learning/learningMethods';
import { UnwrittenLog } from '../../decision/log/unwrittenLog';
import type { Reply } from '../../decision/provider';
import type { ProviderContext } from '../../decision/providers/providerKind';
import { recall } from '../../decision/recall';
import type { DecisionRequest } from '../../decision/request';
import { quorumOf } from '../../decision/vote';
import { votingMembers } from '../../decision/votingMembers';
import { readBarFile } from '../../market/barFile';
import type { Bars } from '../../market/bars';
import { situationsOf } from '../../market/situation';
import { decisionId } from '../../memory/decisionId';
import type { OutcomeRow } from '../../memory/outcomeRow';
import { OutcomeIndex } from '../../memory/similar/similarity';
import { providerContextOf } from '../inputs/providerContext';
import { identitiesOf } from '../inputs/providerIdentities';
import { readDefinitionFile } from '../inputs/readDefinition';
import { type MemoryNow, memoryNow } from './memoryNow';

/** Stands in the decision's id in place of a run. */
const RUN = 'now';

/** One provider's vote now, or why there is none. */
export interface VoteNow {
  readonly provider: string;
  /** Weight of the vote: the definition's weight times the learned multiplier. */
  readonly weight: number;
  readonly reply: Reply | null;
  readonly failure: string | null;
  /** What the provider was asked; null for a rule, which is computed. */
  readonly question: unknown;
}

/** The decision of a definition's ensemble for a symbol at its latest bar. Nothing is traded, and nothing is kept. */
export interface DecisionNow {
  readonly definition: string;
  readonly symbol: string;
  /** Close of the latest finished bar, ISO-8601. */
  readonly time: string;
  readonly close: number;
  readonly regime: string | null;
  readonly action: string;
  readonly confidence: number;
  readonly reason: string;
  readonly stop: number | null;
  readonly target: number | null;
  readonly votes: readonly VoteNow[];
  readonly memories: readonly { readonly outcome: OutcomeRow; readonly similarity: number }[];
  /** How many outcomes were known at that close. */
  readonly known: number;
  /** The definition's latest run, whose outcomes are remembered; null before its first. */
  readonly run: string | null;
  /** The runs and imports that the definition includes, whose outcomes are remembered too. */
  readonly include: readonly string[];
}

export interface DecideNowJob {
  /** Absolute. */
  readonly workspace: string;
  /** The definition, absolute. */
  readonly file: string;
  readonly symbol: string;
  readonly context: Pick<ProviderContext, 'ollama' | 'editor' | 'tell'>;
  readonly signal: AbortSignal;
  /** Wall clock, epoch ms. */
  readonly now: number;
}

/**
 * Decides at the latest bar with the memory and the weights that the next quarter of the definition's latest run would have;
 * models are told the user's notes.
 * @throws DefinitionProblems or InputError.
 */
export async function decideNow(job: DecideNowJob): Promise<DecisionNow> {
  const { name, definition } = await readDefinitionFile(job.file);
  const bars = await latestBars(job, definition);
  const time = bars.time[bars.time.length - 1] + bars.step;
  const memory = await memoryNow(job.workspace, { name, file: job.file, memory: definition.memory }, time);
  const { known } = memory;
  const request = requestOf(bars, time, known, definition);
  const {
    action,
    confidence,
    reason,
    stop = null,
    target = null,
    votes,
  } = await votesOn(request, {
    ...job,
    definition,
    memory,
  });
  return {
    definition: name,
    symbol: job.symbol,
    time: isoTime(time),
    close: bars.close[bars.close.length - 1],
    regime: request.regime,
    action,
    confidence,
    reason,
    stop,
    target,
    votes,
    memories: request.memories.map(({ outcome, similarity }) => ({
      outcome: known.find(({ id }) => id === outcome.id) ?? {
        ...outcome,
        note: null,
      },
      similarity,
    })),
    known: known.length,
    run: memory.run,
    include: definition.memory.include,
  };
}

async function latestBars(
  { workspace, file, symbol, now }: DecideNowJob,
  definition: Definition,
): Promise<Bars> {
  const named = definition.symbols.find((one) => one.symbol === symbol);
  if (!named) {
    const known = definition.symbols.map((one) => one.symbol).join(', ');
    throw new InputError({ file }, `it does not name the symbol ${symbol}`, `Name one of ${known}`);
  }
  const step = TIMEFRAMES[definition.timeframe];
  const wanted = { symbol, step, now, zone: named.zone };
  const { bars } = await readBarFile(resolve(workspace, named.file), wanted);
  if (bars.time.length > 0) return bars;
  throw new InputError({ file: named.file }, 'it has no finished bar', 'Get its bars again');
}

function requestOf(
  bars: Bars,
  time: number,
  known: readonly OutcomeRow[],
  { capital, memory }: Definition,
): DecisionRequest {
  const last = bars.time.length - 1;
  const situations = situationsOf(bars);
  const situation = situationAt(situations, last);
  const regime = situations.regime(last);
  return {
    symbol: bars.symbol,
    time,
    quarter: quarterOf(bars.time[last]),
    history: new History(bars, bars.time.length),
    regime,
    position: null,
    cash: capital,
    equity: capital,
    decisionId: decisionId(RUN, bars.symbol, bars.time[last]),
    situation,
    memories: recall(() => new OutcomeIndex(known), { situation, regime, time }, memory.neighbours),
  };
}

/** Asks and counts votes as a run does, with the weights that the outcomes known by then teach. */
async function votesOn(
  request: DecisionRequest,
  job: DecideNowJob & { readonly definition: Definition; readonly memory: MemoryNow },
) {
  const { definition, memory, workspace, file, signal } = job;
  const around = providerContextOf(definition, { ...job.context, workspace, definitionFile: file });
  await identitiesOf(definition, around);
  const log = new UnwrittenLog();
  const { members, asked } = votingMembers(definition.providers, {
    context: { ...around, promptOptions: { ...around.promptOptions, notes: true } },
    log,
    earlier: null,
    now: () => job.now,
    known: () => memory.known,
  });
  try {
    const ensemble = new Ensemble(members, quorumOf(definition.quorum, members.length), signal);
    const learner = learnerOf(definition.learning.method, ensemble.providers);
    learner.learn(memory.learned);
    ensemble.learned = learner.weights;
    await new Asker(asked, signal, () => {}).ask(() => [request]);
    signal.throwIfAborted();
    const decision = copyOf(await ensemble.decide(request));
    return { ...decision, votes: ensemble.replies.map((said) => voteNow(said, log)) };
  } finally {
    for (const provider of asked) provider.close();
  }
}

function voteNow({ provider, weight, reply }: Ensemble['replies'][number], log: UnwrittenLog): VoteNow {
  const answer = log.of(provider);
  return {
    provider,
    weight,
    reply: reply && spoken(reply),
    failure: answer?.reply.failure ?? null,
    question: answer?.question ?? null,
  };
}

/** Copies a reply: a rule puts its reason into words on reading, and reuses the object for its next reply. */
function spoken({ action, confidence, reason, stop, target, size }: Reply): Reply {
  return { action, confidence, reason, stop, target, size };
}
