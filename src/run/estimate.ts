import type { Definition } from '../backtest/definition/definition';
import { clockOf, firstBarAt } from '../backtest/engine/clock';
import { readRuns } from '../backtest/results/runFiles';
import type { RunSummary } from '../backtest/results/runSummary';
import { quarterOf } from '../common/calendar';
import { counted, ENGLISH } from '../common/format';
import type { JobReport } from '../common/jobReport';
import { DAY } from '../common/timeframe';
import { type Scheduling, schedulingOf } from '../decision/askedProvider';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import type { ProviderContext } from '../decision/providers/providerKind';
import { knownKind } from '../decision/providers/providerKinds';
import type { Bars } from '../market/bars';
import { providerContextOf } from './inputs/providerContext';
import { readDefinition } from './inputs/readDefinition';

/** Questions of a run, estimated before they are asked. */
export interface Estimate {
  /** Number of answers that the run needs, and of providers that are asked. */
  readonly answers: number;
  readonly providers: number;
  /** Number of model loads where a machine holds one model at a time. */
  readonly loads: number;
  /** Time at the speed of earlier runs, ms; null where some provider answered in no earlier run. */
  readonly time: number | null;
}

/** @param earlier summaries of runs, newest first: what each provider took an answer is as it was when last asked. */
export function estimateOf(
  definition: Definition,
  bars: readonly Bars[],
  context: ProviderContext,
  earlier: readonly RunSummary[],
): Estimate {
  const from = Date.parse(definition.from);
  const to = Date.parse(definition.to) + DAY;
  const closes = bars.reduce((sum, own) => sum + firstBarAt(own, to) - firstBarAt(own, from), 0);
  const clock = clockOf(bars, from, to);
  const asked = definition.providers.flatMap((named) => {
    const kind = knownKind(named);
    if (!kind.asked) return [];
    const provider = kind.make(named, context, () => []);
    const scheduling = schedulingOf(provider);
    provider.close();
    return { id: named.use, scheduling };
  });
  const lanes = new Map<string, typeof asked>();
  for (const one of asked) lanes.set(one.scheduling.lane, [...(lanes.get(one.scheduling.lane) ?? []), one]);
  let loads = 0;
  let time: number | null = 0;
  for (const lane of lanes.values()) {
    const early =
      definition.memory.refresh === 'quarter' && lane.every(({ scheduling }) => !scheduling.seesAccount);
    const rounds = early ? new Set(Array.from(clock, quarterOf)).size : clock.length;
    if (lane[0].scheduling.repeatable) loads += 1 + (lane.length - 1) * rounds;
    const took = laneTime(lane, closes, earlier);
    time = time === null || took === null ? null : Math.max(time, took);
  }
  return { answers: closes * asked.length, providers: asked.length, loads, time };
}

function laneTime(
  lane: readonly { id: string; scheduling: Scheduling }[],
  closes: number,
  earlier: readonly RunSummary[],
): number | null {
  let sum = 0;
  for (const { id, scheduling } of lane) {
    const record = earlier.map(({ asked }) => asked[id]).find((one) => one && one.answers > one.reused);
    if (!record) return null;
    sum += ((record.took_ms / (record.answers - record.reused)) * closes) / scheduling.atOnce;
  }
  return sum;
}

/** "1620 answers of 6 providers are needed: about 12 min at the speed of earlier runs, with 6 model loads". */
export function estimateText({ answers, providers, loads, time }: Estimate): string {
  const long =
    time === null
      ? 'how long that takes is not known yet'
      : `about ${ENGLISH.timeLeft(time)} at the speed of earlier runs`;
  const loaded = loads > 0 ? `, with ${counted(loads, 'model load')} where one fits in memory` : '';
  const needed = `${counted(answers, 'answer')} of ${counted(providers, 'provider')} ${answers === 1 ? 'is' : 'are'} needed`;
  return `${needed}: ${long}${loaded}`;
}

/** Estimates a definition that is not run yet. @param now wall clock, epoch ms. @throws as reading the definition does. */
export async function estimateJob(
  workspace: string,
  file: string,
  ollama: OllamaHost,
  now: number,
): Promise<JobReport> {
  const { definition, market } = await readDefinition(workspace, file, now, () => {});
  const around = {
    workspace,
    definitionFile: file,
    ollama: new OllamaClient(ollama),
    editor: null,
    tell: () => {},
  };
  const { runs } = await readRuns(workspace);
  const estimate = estimateOf(definition, market.bars, providerContextOf(definition, around), runs);
  const text = estimate.answers > 0 ? `${estimateText(estimate)}.` : 'Nobody is asked: rules are computed.';
  return { text, json: estimate, ok: true };
}
