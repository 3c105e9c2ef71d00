/**
 * What became of one field of an old file. `mapped`: it is a field of ours now; `kept`: it is under `legacy`, or was
 * merged; `absent`: it was never recorded, and what stands in its place is said; `impossible`: it cannot be true or
 * cannot be read, so its trade was not converted.
 */
export type Fate = 'mapped' | 'kept' | 'absent' | 'impossible';

export interface FieldReport {
  /** As the old file calls it; ours where the old file has none; empty for the whole. */
  readonly field: string;
  readonly fate: Fate;
  /** A sentence without a final stop. */
  readonly note: string;
}

export interface ReportRow extends FieldReport {
  /** Below the folder that was read, with slashes. */
  readonly file: string;
  /** The decision id of the trade; null where the row is about the file. */
  readonly trade: string | null;
}

/** Rows that say the same of a field, in the order of the first of each. */
export function groupRows(rows: readonly ReportRow[]): { row: ReportRow; times: number }[] {
  const groups = new Map<string, { row: ReportRow; times: number }>();
  for (const row of rows) {
    const key = JSON.stringify([row.fate, row.field, row.note]);
    const group = groups.get(key);
    if (group) group.times += 1;
    else groups.set(key, { row, times: 1 });
  }
  return [...groups.values()];
}
