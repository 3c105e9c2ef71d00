import { NOTHING_TO_SHOW } from './runSummary';

/**
 * A run.json of version 0.1.0 as one of this version: its names were those inside the code, "finalEquity" beside
 * "win_rate", and a run that had nothing to show might keep what an earlier play of the run had shown.
 * @returns null for a file that is none of that version.
 */
export function legacySummary(json: unknown): object | null {
  if (typeof json !== 'object' || json === null) return null;
  const old: Readonly<Record<string, unknown>> = { ...json };
  if (old.schema_version !== 1) return null;
  const summary = { ...old, schema_version: 2 };
  switch (old.state) {
    case 'running':
      return { ...summary, ...NOTHING_TO_SHOW, finished: null, problem: null };
    case 'failed':
      return { ...summary, ...NOTHING_TO_SHOW };
    case 'cancelled':
      return { ...summary, benchmarks: null, problem: null };
    default:
      return { ...summary, problem: null };
  }
}
