import { resolve } from 'node:path';
import type { Definition } from '../../backtest/definition/definition';
import { situationAt } from '../../backtest/engine/bookRequest';
import { isoTime, quarterOf } from '../../common/calendar';
import { memoryFolder } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import { TIMEFRAMES } from '../../common/timeframe';
import type { Scheduling } from '../../decision/askedProvider';
import { History } from '../../decision/history';
import type { Multipliers } from '../../decision/learning/learner';
import { learnerOf } from '../../decision/learning/learningMethods';
import { rescaled } from '../../decision/prompt/mask';
import { ProviderFailure, type Reply } from '../../decision/provider';
import type { ProviderContext } from '../../decision/providers/providerKind';
import { knownKind } from '../../decision/providers/providerKinds';
import { recall } from '../../decision/recall';
import type { DecisionRequest } from '../../decision/request';
import { type Ballot, countVotes, quorumOf } from '../../decision/vote';
import { readBarFile } from '../../market/barFile';
import type { Bars } from '../../market/bars';
import { situationsOf } from '../../market/situation';
import { decisionId } from '../../memory/outcome';
import { inOrderOfExit, type OutcomeRow } from '../../memory/outcomeRow';
import { OutcomeIndex } from '../../memory/similar/similarity';
import { OutcomeStore } from '../../memory/store/outcomeStore';
import { providerContextOf } from '../inputs/providerContext';
import { identitiesOf, readDefinitionFile } from '../inputs/runInputs';

/** As its id has it: no run. */
const RUN = 'now';

/** What one provider says now, or why it does not. */
export interface VoteNow {
  readonly provider: string;
  /** What it weighs: as defined, times what was learned. */
  readonly weight: number;
  readonly reply: Reply | null;
  readonly failure: string | null;
  /** What it was asked; null for a rule, which is computed. */
  readonly question: unknown;
}

/** What the ensemble of a definition decides for a symbol at its latest bar. Nothing is traded, and nothing kept. */
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
 * Decides now, remembering every active outcome that had ended by then, the user's notes among what models are told.
 * @throws DefinitionProblems or InputError.
 */
export async function decideNow(job: DecideNowJob): Promise<DecisionNow> {
  const { workspace, file, symbol, context, signal } = job;
  const { name, definition } = await readDefinitionFile(file);
  const bars = await latestBars(job, definition);
  const time = bars.time[bars.time.length - 1] + bars.step;
  const known = await knownBy(workspace, time, definition.memory.cap);
  const request = requestOf(bars, time, known, definition);
  const learner = learnerOf(
    definition.learning.method,
    definition.providers.map(({ use }) => use),
  );
  learner.learn(known);
  const learned = request.regime ? learner.weights.regimes[request.regime] : learner.weights.overall;
  const around = providerContextOf(definition, { ...context, workspace, definitionFile: file });
  await identitiesOf(definition, around);
  const promptOptions = { ...around.promptOptions, notes: true };
  const votes = await votesOf(definition, { ...around, promptOptions }, { request, known, learned, signal });
  signal.throwIfAborted();
  const ballots = votes.flatMap(({ provider, weight, reply }): Ballot[] =>
    reply ? [{ provider, weight, reply }] : [],
  );
  const quorum = quorumOf(definition.quorum, definition.providers.length);
  const { action, confidence, reason, stop = null, target = null } = countVotes(ballots, quorum);
  return {
    definition: name,
    symbol,
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
      outcome: known.find(({ decision_id }) => decision_id === outcome.decision_id) ?? {
        ...outcome,
        note: null,
      },
      similarity,
    })),
    known: known.length,
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
  const { bars } = await readBarFile(resolve(workspace, named.file), { symbol, step, now });
  if (bars.time.length > 0) return bars;
  throw new InputError({ file: named.file }, 'it has no finished bar', 'Get its bars again');
}

/** The newest active outcomes that had ended by a time, in the order of their exits. */
async function knownBy(workspace: string, time: number, cap: number): Promise<OutcomeRow[]> {
  const store = new OutcomeStore(memoryFolder(workspace));
  await store.refresh();
  return store.rows
    .filter(({ exit_time }) => Date.parse(exit_time) <= time)
    .sort(inOrderOfExit)
    .slice(-cap);
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

interface Asking {
  readonly request: DecisionRequest;
  readonly known: readonly OutcomeRow[];
  readonly learned: Multipliers;
  readonly signal: AbortSignal;
}

/** Lane beside lane, as in a run: providers that share a machine one after the other. */
async function votesOf(
  { providers }: Definition,
  context: ProviderContext,
  { request, known, learned, signal }: Asking,
): Promise<VoteNow[]> {
  const lanes = new Map<Scheduling['lane'], Promise<unknown>>();
  const asked = providers.map(async (named): Promise<VoteNow> => {
    const kind = knownKind(named);
    const vote = { provider: named.use, weight: named.weight * learned[named.use], failure: null };
    if (!kind.asked)
      return { ...vote, reply: spoken(await kind.make(named).decide(request, signal)), question: null };
    const provider = kind.make(named, context, () => known);
    const question = provider.question(request);
    const mask = provider.mask?.(request) ?? null;
    const lane = provider.scheduling?.lane ?? provider.id;
    const answer = (lanes.get(lane) ?? Promise.resolve()).then(() => provider.ask(question, signal));
    lanes.set(
      lane,
      answer.catch(() => {}),
    );
    try {
      const { reply } = await answer;
      return { ...vote, reply: mask ? rescaled(reply, mask.scale) : reply, question };
    } catch (error) {
      if (!(error instanceof ProviderFailure)) throw error;
      return { ...vote, reply: null, failure: error.message, question };
    } finally {
      provider.close();
    }
  });
  return Promise.all(asked);
}

/** A rule puts its reason into words only when it is read, and says the next thing with the same object. */
function spoken({ action, confidence, reason }: Reply): Reply {
  return { action, confidence, reason };
}
