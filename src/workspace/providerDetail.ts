import { readRuns } from '../backtest/results/runFiles';
import { logFile } from '../common/files/workspacePaths';
import type { AnswerRecord } from '../decision/log/loggedProvider';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import { healthOf, type OllamaHealth } from '../decision/ollama/ollamaModels';
import type { OutcomeFacts } from '../memory/outcomeRow';
import { providerPerformance } from '../memory/performance';
import type { ProviderRecord } from '../memory/tradeRecord';
import { DecisionTrails, type LoggedFailure } from '../run/decisionTrail';

/** How many failures are shown, the newest first. */
const SHOWN = 20;

/** Record, answers, failures and health of one provider. */
export interface ProviderDetail {
  /** The worth of the provider's votes, by regime of the decision. */
  readonly regimes: Readonly<Record<string, ProviderRecord>>;
  /** Counts of answers in the newest run that asked the provider. */
  readonly asked: AnswerRecord | null;
  /** The newest failures in the newest run that asked the provider, and that run's log. */
  readonly failures: readonly LoggedFailure[];
  readonly log: string;
  /** Health of the provider's Ollama; null for other kinds of providers. */
  readonly health: OllamaHealth | null;
}

export async function providerDetail(
  workspace: string,
  provider: string,
  outcomes: readonly OutcomeFacts[],
  host: OllamaHost,
): Promise<ProviderDetail> {
  const { runs } = await readRuns(workspace);
  const newest = runs.find(({ asked }) => asked?.[provider] !== undefined);
  const log = newest ? logFile(workspace, newest.run) : '';
  const failed = newest !== undefined && newest.failures[provider] > 0;
  const failures = failed ? await new DecisionTrails(log).failures() : [];
  return {
    regimes: byRegime(provider, outcomes),
    asked: newest?.asked?.[provider] ?? null,
    failures: failures
      .filter((failure) => failure.provider === provider)
      .slice(-SHOWN)
      .reverse(),
    log,
    health: provider.startsWith('ollama:') ? await healthOf(new OllamaClient(host)) : null,
  };
}

function byRegime(provider: string, outcomes: readonly OutcomeFacts[]): Record<string, ProviderRecord> {
  const regimes = new Map<string, OutcomeFacts[]>();
  for (const outcome of outcomes) {
    const regime = outcome.regime ?? 'UNKNOWN';
    const members = regimes.get(regime);
    if (members) members.push(outcome);
    else regimes.set(regime, [outcome]);
  }
  const records = [...regimes].flatMap(([regime, members]) => {
    const record = providerPerformance(members)[provider];
    return record ? [[regime, record] as const] : [];
  });
  return Object.fromEntries(records.sort(([a], [b]) => (a < b ? -1 : 1)));
}
