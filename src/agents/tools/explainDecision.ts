import { z } from 'zod';
import { knownAt } from '../../memory/admissible';
import { parseDecisionId } from '../../memory/decisionId';
import { outcomeSchema } from '../../memory/outcome';
import type { OutcomeRow } from '../../memory/outcomeRow';
import { ACTIONS, type Action } from '../../memory/side';
import { type DecisionTrail, DecisionTrails } from '../../run/decisionTrail';
import { chosen } from '../outcomeChoice';
import { MOST_ROWS, pageArguments, pageOf, pageSchema } from '../page';
import { rounded, roundedByName, roundedOrNull } from '../roundedNumbers';
import { type Asked, defineTool } from '../tool';
import { ToolRefusal } from '../toolRefusal';
import type { WholeMemory } from '../toolWorkspace';
import { tradeRow, tradeSchema } from '../tradeRow';
import { idOf, nameOf, type Untrusted, untrusted, untrustedSchema } from '../untrusted';

const MOST_MEMORIES = 20;

const voteSchema = z.object({
  provider: z.string(),
  action: z.enum(ACTIONS).nullable().describe('Null where it failed to answer.'),
  confidence: z.number().nullable(),
  weight: z.number().nullable().describe('What its vote weighed; null where the log does not say.'),
  reason: untrustedSchema
    .nullable()
    .describe('Its own words; null for built-in rules, which are computed again.'),
  failure: untrustedSchema.nullable(),
  reused_from_run: z
    .string()
    .nullable()
    .describe('Where the answer is one that an earlier run was given to the same request: nobody was asked.'),
  request_sha256: z
    .string()
    .nullable()
    .describe('Hash of exactly what it was asked, as it stands in decisions.jsonl; null for built-in rules.'),
});

export const explainDecision = defineTool({
  name: 'backtest_explain_decision',
  title: 'Explain Decision',
  description:
    'Tells how one decision of a backtest came about: who voted what with which weight and reason, the hash of what each model or program was asked, the past trades it was shown, and how its trade ended. Use it for "why did we buy here?".',
  args: {
    decision: outcomeSchema.shape.decision_id.describe(
      'Decision id, from backtest_search_outcomes, trades.csv or an outcome file.',
    ),
    cursor: pageArguments.cursor,
  },
  result: {
    id: z.string(),
    run: z.string(),
    symbol: z.string(),
    decided: z.string().describe('ISO 8601 UTC: nothing later was known to it.'),
    action: z
      .enum(ACTIONS)
      .nullable()
      .describe('Null where no trade came of it: then only replies are logged.'),
    confidence: z.number().nullable(),
    reason: untrustedSchema.nullable(),
    page: pageSchema,
    rows: z.array(voteSchema).describe('The votes.'),
    multipliers: z
      .record(z.string(), z.number())
      .nullable()
      .describe(
        'What was learned of each provider by the start of the quarter, over all regimes; what each vote weighed stands with it. Null where nothing had been.',
      ),
    memories: z
      .array(
        z.object({
          id: z.string(),
          similarity: z.number(),
          pnl_pct: z.number().nullable().describe('Null where it is not in memory any more.'),
        }),
      )
      .describe('The first 20 past trades it was shown, most similar first.'),
    outcome: tradeSchema
      .nullable()
      .describe(
        'Null where the trade had not ended by as_of, there was none, or a later run of the definition replaced it.',
      ),
    source: z.string().describe('The file this stands in now, relative to the workspace.'),
  },
  bounds:
    'A decision is told of from the moment it was taken; its outcome only once the exit was known at as_of. Votes, weights and memories are those of that moment.',
  async answer({ decision: id }, asked) {
    const { host, asOf } = asked;
    const memory = await host.workspace.memory();
    const row = memory.rows.find((one) => one.id === id) ?? null;
    const run = row?.run ?? (await runOf(id, asked));
    const trail = run === null ? null : await trailOf(id, run, asked);
    const decided = trail?.decided ?? (row ? row.decisionTime : null);
    if (decided === null || !(decided <= asOf)) throw notKnown(id, asOf);
    const ended = row && knownAt(row, asOf) ? row : null;
    const explanation =
      run !== null && trail ? ofTrail(trail, run) : ended && (await ofOutcome(ended, memory, asked));
    if (!explanation) throw notKnown(id, asOf);
    const { votes, remembered, ...rest } = explanation;
    return pageOf(asked, votes, MOST_ROWS, (vote) => vote, {
      id,
      run: run ?? '',
      decided: new Date(decided).toISOString(),
      ...rest,
      memories: memoriesOf(remembered, chosen(memory.rows, {}, asOf)),
      outcome: ended && tradeRow(ended),
    });
  },
});

function notKnown(id: string, asOf: number): ToolRefusal {
  return new ToolRefusal(
    `No decision ${id} was known at ${new Date(asOf).toISOString()}`,
    'Take an id from backtest_search_outcomes, or a later "as_of". Decisions of rules alone are logged only where a trade came of them',
  );
}

/** The run with whose id a decision's id begins. */
async function runOf(id: string, { host }: Asked): Promise<string | null> {
  const { runs } = await host.workspace.runs();
  return runs.find(({ run }) => parseDecisionId(id, run) !== null)?.run ?? null;
}

/** The trail of a decision in its run's log; null where the log has none, or is not there. */
async function trailOf(id: string, run: string, { host }: Asked): Promise<DecisionTrail | null> {
  const { runs } = await host.workspace.runs();
  const file = runs.some((one) => one.run === run) ? await host.workspace.log(run) : null;
  return file === null ? null : new DecisionTrails(file).at(id);
}

/** A decision as the result tells it, whether from a log or from an outcome. */
interface Explanation {
  readonly symbol: string;
  readonly action: Action | null;
  readonly confidence: number | null;
  readonly reason: Untrusted | null;
  readonly votes: readonly z.infer<typeof voteSchema>[];
  readonly multipliers: Record<string, number> | null;
  readonly remembered: readonly { readonly decision_id: string; readonly similarity: number }[];
  readonly source: string;
}

function ofTrail(trail: DecisionTrail, run: string): Explanation {
  const { symbol, decision, multipliers, memories } = trail;
  return {
    symbol,
    action: decision?.action ?? null,
    confidence: roundedOrNull(decision?.confidence ?? null),
    reason: decision && untrusted(decision.reason),
    votes: votesOf(trail),
    multipliers: multipliers && roundedByName(multipliers),
    remembered: memories,
    source: `data/runs/${run}/decisions.jsonl`,
  };
}

/** The counted votes, then the replies of providers whose vote was not counted. */
function votesOf({ decision, replies }: DecisionTrail): Explanation['votes'] {
  const asked = new Map(replies.map(({ reply }) => [reply.provider, reply]));
  const voted = decision?.votes ?? [];
  const others = replies.filter(({ reply }) => !voted.some(({ provider }) => provider === reply.provider));
  const about = (provider: string) => {
    const line = asked.get(provider);
    return {
      reason: line?.reply ? untrusted(line.reply.reason) : null,
      failure: line?.failure === undefined ? null : untrusted(line.failure),
      reused_from_run: line?.reused ? idOf(line.reused.run) : null,
      request_sha256: line?.request ?? null,
    };
  };
  return [
    ...voted.map(({ provider, action, confidence, weight }) => ({
      provider: nameOf(provider),
      action,
      confidence: rounded(confidence),
      weight: rounded(weight),
      ...about(provider),
    })),
    ...others.map(({ reply: { provider, reply } }) => ({
      provider: nameOf(provider),
      action: reply?.action ?? null,
      confidence: roundedOrNull(reply?.confidence ?? null),
      weight: null,
      ...about(provider),
    })),
  ];
}

/** Tells a decision by its outcome alone, where there is no log. */
async function ofOutcome(row: OutcomeRow, memory: WholeMemory, { host }: Asked): Promise<Explanation | null> {
  const outcome = await host.workspace.outcome(row, memory);
  if (!outcome) return null;
  return {
    symbol: outcome.asset_pair,
    action: outcome.action,
    confidence: rounded(outcome.confidence),
    reason: untrusted(outcome.reasoning),
    votes: outcome.votes.slice(0, 50).map(({ provider, action, confidence }) => ({
      provider: nameOf(provider),
      action,
      confidence: rounded(confidence),
      weight: null,
      reason: null,
      failure: null,
      reused_from_run: null,
      request_sha256: null,
    })),
    multipliers: null,
    remembered: outcome.memories,
    source: memory.fileOf(row),
  };
}

function memoriesOf(remembered: Explanation['remembered'], known: readonly OutcomeRow[]) {
  const results = new Map(known.map((row) => [row.id, row.pnlPct]));
  return remembered.slice(0, MOST_MEMORIES).map(({ decision_id: id, similarity }) => ({
    id: idOf(id),
    similarity: rounded(similarity),
    pnl_pct: roundedOrNull(results.get(id) ?? null),
  }));
}
