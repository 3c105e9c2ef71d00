/**
 * The fate of one field of an old file. `mapped`: a field of ours holds the value; `kept`: the value is under `legacy`, or
 * was merged; `absent`: no value was recorded, and the note names the one in its place; `impossible`: the value cannot be
 * true or cannot be read, so the trade was not converted.
 */
export type Fate = 'mapped' | 'kept' | 'absent' | 'impossible';

export interface FieldReport {
  /** The old file's name of the field, or ours for a field that the old file lacks; empty for the whole trade or file. */
  readonly field: string;
  readonly fate: Fate;
  /** A sentence without a final stop. */
  readonly note: string;
}

export interface ReportRow extends FieldReport {
  /** Path below the folder that was read, with slashes. */
  readonly file: string;
  /** The decision id of the trade; null where the row is about the file. */
  readonly trade: string | null;
}

/** Groups rows with the same field, fate and note, in the order of the first row of each group. */
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
