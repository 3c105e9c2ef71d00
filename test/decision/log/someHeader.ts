import type { LogHeader } from '../../../src/decision/log/logEntry';

/** The first line of a log that depends on nothing. */
export const someHeader: LogHeader = {
  type: 'run',
  format: 1,
  run: 'r',
  version: '0',
  started: '2025-01-01T00:00:00Z',
  definition_file: 'x',
  definition: {},
  bars: [],
  memory: { outcomes: 0, sha256: '0'.repeat(64) },
  providers: [],
};
