/** The result of a job on the memory, for people and for programs. */
export interface JobReport {
  readonly text: string;
  readonly json: unknown;
  /** Whether the job found no fault. */
  readonly ok: boolean;
}
