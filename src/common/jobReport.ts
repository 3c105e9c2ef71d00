/** What a job of the memory found: for people, and the same for machines. */
export interface JobReport {
  readonly text: string;
  readonly json: unknown;
  /** Whether all is well. */
  readonly ok: boolean;
}
