import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import type { Curve } from '../backtest/engine/equityCurve';
import { failingProviders } from '../backtest/results/failing';
import { stateOf } from '../backtest/results/runFiles';
import type { RunSummary } from '../backtest/results/runSummary';
import { stampOf } from '../common/files/fileCache';
import { exists } from '../common/files/folders';
import { logFile, memoryFolder, RUN_FILES, runFolder } from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { asProblem, type Problem } from '../common/problem';
import { TIMEFRAMES } from '../common/timeframe';
import { DecisionLog } from '../decision/log/decisionLog';
import type { LogEntry } from '../decision/log/logEntry';
import type { AskedReply } from '../decision/log/replyText';
import type { OutcomeRow } from '../memory/outcomeRow';
import { providerPerformance } from '../memory/performance';
import { tradesCsv } from '../memory/tradeTable';
import { DecisionTrails } from '../run/decisionTrail';
import { requireRun } from '../run/inputs/requireRun';
import { definitionOf } from '../run/inputs/runHeader';
import { curvePoints } from './curvePoints';
import type {
  PriceBars,
  ProviderQuarter,
  ReportQueries,
  ReportTrade,
  RunReport,
  ShownMemory,
  ShownOutcome,
  ShownReply,
  TradeDetail,
} from './reportProtocol';
import { RunPrices } from './runPrices';
import { readCurves, readTrades } from './runTables';
import { spanOf } from './span';
import { distributionOf, quarterTable, regimeTable } from './tradeTables';
import { UnfinishedTrades } from './unfinishedTrades';

/** Number of reports kept in memory: more than are shown at a time. */
const REPORTS_KEPT = 16;
const FILES = [RUN_FILES.summary, RUN_FILES.trades, RUN_FILES.equity, RUN_FILES.benchmarks];

type LoggedMemory = Extract<LogEntry, { type: 'decision' }>['memories'][number];

/** The last report of a run, and what it was made with. */
interface Made {
  readonly report: RunReport;
  /** Trades by id. */
  readonly trades: ReadonlyMap<string, ReportTrade>;
  readonly trails: DecisionTrails;
  readonly unfinished: UnfinishedTrades;
}

/** Makes the reports of a workspace's runs from their files, as they are now. */
export class ReportService implements ReportQueries {
  readonly #prices: RunPrices;
  readonly #made = new LRUCache<string, Made>({ max: REPORTS_KEPT });

  /** @param known the outcomes in active memory. */
  constructor(
    private readonly workspace: string,
    private readonly known: () => Promise<readonly OutcomeRow[]>,
  ) {
    this.#prices = new RunPrices(workspace);
  }

  report(run: string, known: string | null): Promise<RunReport | Problem | null> {
    return asProblem(async () => {
      const { report } = await this.current(run);
      return report.signature === known ? null : report;
    });
  }

  prices(run: string, symbol: string, from: number, to: number, most: number): Promise<PriceBars | Problem> {
    return asProblem(async () => {
      const { header, definition } = this.playedFrom(run);
      return this.#prices.of(header, definition, { symbol, from, to, most });
    });
  }

  trade(run: string, id: string): Promise<TradeDetail | Problem> {
    return asProblem(async () => {
      const { trades, trails } = this.#made.get(run) ?? (await this.current(run));
      const trail = await trails.at(id);
      return {
        decision: trail?.decision ?? null,
        replies: (trail?.replies ?? []).map(shownReply),
        memories: await Promise.all(
          (trail?.memories ?? []).map((memory) => this.shownMemory(memory, trades)),
        ),
      };
    });
  }

  providers(run: string): Promise<readonly ProviderQuarter[] | Problem> {
    return asProblem(async () => {
      const { report, trails } = await this.current(run);
      const votes = await trails.votes();
      return report.quarters.map(({ quarter }) => {
        const own = report.trades.filter((trade) => trade.quarter === quarter);
        const voted = own.map(({ id, side, pnl }) => ({
          votes: votes.get(id) ?? [],
          side,
          pnl,
        }));
        return { quarter, records: providerPerformance(voted) };
      });
    });
  }

  tradesCsv(run: string, ids: readonly string[]): Promise<string | Problem> {
    return asProblem(async () => {
      const { trades } = this.#made.get(run) ?? (await this.current(run));
      return tradesCsv(ids.flatMap((id) => trades.get(id) ?? []));
    });
  }

  /** The report of a run as its files are now. @throws InputError where there is no such run, or its trades are damaged. */
  private async current(run: string): Promise<Made> {
    const summary = await requireRun(this.workspace, run);
    const state = stateOf(summary);
    const folder = runFolder(this.workspace, run);
    const made = this.#made.get(run);
    const unfinished = made?.unfinished ?? new UnfinishedTrades(memoryFolder(this.workspace), run);
    // The table of an earlier play is no word on one that is resumed.
    const hasTable = summary.state !== 'running' && (await exists(join(folder, RUN_FILES.trades)));
    const early = hasTable ? null : await unfinished.now();
    const stamps = await Promise.all(FILES.map((name) => stampOf(join(folder, name))));
    const signature = [state, ...stamps, early?.length].join(' ');
    if (made?.report.signature === signature) return made;
    const trades = early ?? (await readTrades(folder));
    const report = await this.make(summary, { signature, state, trades, hasTable });
    const fresh = {
      report: early ? { ...report, problems: [...report.problems, ...unfinished.problems] } : report,
      trades: new Map(trades.map((trade) => [trade.id, trade])),
      trails: made?.trails ?? new DecisionTrails(logFile(this.workspace, run)),
      unfinished,
    };
    this.#made.set(run, fresh);
    return fresh;
  }

  private async make(
    summary: RunSummary,
    {
      signature,
      state,
      trades,
      hasTable,
    }: Pick<RunReport, 'signature' | 'state' | 'trades'> & { hasTable: boolean },
  ): Promise<RunReport> {
    const { run, capital } = summary;
    const folder = runFolder(this.workspace, run);
    const problems: string[] = [];
    /** Keeps a problem of one part of the report from hiding the rest. */
    const orNull = <Part>(error: unknown): Part | null => {
      if (!(error instanceof InputError)) throw error;
      problems.push(error.message);
      return null;
    };
    const curves = async (name: 'equity' | 'benchmarks') =>
      hasTable ? await readCurves(folder, name).catch(orNull<Map<string, Curve>>) : null;
    const [own, benchmarks] = await Promise.all([curves('equity'), curves('benchmarks')]);
    const equity = own?.get('equity');
    const played = await Promise.resolve()
      .then(() => this.playedFrom(run))
      .catch(orNull<ReturnType<ReportService['playedFrom']>>);
    const symbols = played?.definition.symbols.map(({ symbol }) => symbol) ?? [
      ...new Set(trades.map(({ symbol }) => symbol)),
    ];
    const points = (curve: Curve | undefined) => (curve ? curvePoints(curve, capital) : null);
    const step = played ? TIMEFRAMES[played.definition.timeframe] : null;
    const shown = curvePoints(equity ?? closedEquity(trades, capital), capital);
    return {
      signature,
      summary,
      state,
      failing: failingProviders(summary.asked),
      trades,
      step,
      symbols,
      span: spanOf(shown, trades, step),
      equityOf: equity ? 'bars' : 'closed trades',
      curves: {
        equity: shown,
        buyAndHold: points(benchmarks?.get('buy_and_hold')),
        equalWeights: points(benchmarks?.get('equal_weights')),
      },
      quarters: quarterTable(trades, symbols),
      regimes: regimeTable(trades),
      distribution: distributionOf(trades),
      problems,
    };
  }

  /** What a run was played from, as its log says. @throws InputError where the log cannot be read. */
  private playedFrom(run: string) {
    const file = logFile(this.workspace, run);
    const header = DecisionLog.headerOf(file);
    return { header, definition: definitionOf(header, file) };
  }

  private async shownMemory(
    { decision_id: id, similarity }: LoggedMemory,
    trades: ReadonlyMap<string, ReportTrade>,
  ): Promise<ShownMemory> {
    const own = trades.get(id);
    if (own) {
      return { id, similarity, outcome: shownOutcome(own, true) };
    }
    const other = (await this.known()).find((row) => row.id === id);
    return { id, similarity, outcome: other ? shownOutcome(other, false) : null };
  }
}

/** Equity of a run that has not written its curve: the capital, and the results of closed trades added to it. */
function closedEquity(trades: readonly ReportTrade[], capital: number): Curve {
  let sum = capital;
  return {
    time: Float64Array.from(trades, ({ exitTime }) => exitTime),
    equity: Float64Array.from(trades, ({ pnl }) => {
      sum += pnl;
      return sum;
    }),
  };
}

function shownOutcome(
  { symbol, side, entryTime, pnl, pnlPct, exitReason }: Omit<ShownOutcome, 'own'>,
  own: boolean,
): ShownOutcome {
  return { symbol, side, entryTime, pnl, pnlPct, exitReason, own };
}

function shownReply({ reply: line, request }: AskedReply): ShownReply {
  const { provider, asked = null, took_ms: tookMs = null, tokens = null, reply, failure = null } = line;
  const { thinking = null, retried = null, said = [], reused, mask } = line;
  return {
    provider,
    asked,
    tookMs,
    tokens,
    action: reply?.action ?? null,
    confidence: reply?.confidence ?? null,
    reason: reply?.reason ?? '',
    failure,
    thinking,
    retried,
    said,
    reused: reused?.run ?? null,
    masked: mask !== undefined,
    request,
  };
}
