import type { RunSummary } from './runSummary';

/** From this share of a provider's questions on, 0.05 is five percent, people are told that the provider failed. */
const TOLD_FROM = 0.05;

/** A provider whose failures a reader of the run's figures must know. */
export interface FailingProvider {
  readonly provider: string;
  readonly failed: number;
  readonly questions: number;
  /** 0.1 is ten percent. */
  readonly share: number;
}

type AskedRecord = Pick<RunSummary['asked'][string], 'answers' | 'failures'>;

/** How many of a provider's questions have no usable answer. */
const failedOf = ({ failures }: AskedRecord) =>
  Object.values(failures).reduce((sum: number, count = 0) => sum + count, 0);

/** Share of a provider's questions that have no usable answer, 0 to 1; 0 where nothing was asked. */
export const failureShare = (record: AskedRecord) =>
  record.answers > 0 ? failedOf(record) / record.answers : 0;

/** The providers that failed in more than 5 % of a run's questions, the worst first. */
export function failingProviders(asked: Readonly<Record<string, AskedRecord>>): FailingProvider[] {
  return Object.entries(asked)
    .map(([provider, record]) => ({
      provider,
      failed: failedOf(record),
      questions: record.answers,
      share: failureShare(record),
    }))
    .filter(({ share }) => share > TOLD_FROM)
    .sort((a, b) => b.share - a.share);
}
