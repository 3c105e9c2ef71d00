import { withProcessLock } from '../../common/files/processLock';

const TERMS = {
  stale: 5000,
  patience: 7500,
  busy: { problem: 'it is being downloaded by another process', remedy: 'Wait for it to end' },
  lost: {
    problem: 'another process took this one for dead, and downloads it too',
    remedy: 'Download it again',
  },
};

/**
 * Does `work` while this process alone holds the lock of a bar file, a folder beside the file. See `withProcessLock`.
 * @param file path, which need not exist.
 * @param work called with a function to call before writing, which throws if the lock was lost meanwhile.
 * @throws InputError where another process keeps the lock for seven and a half seconds.
 */
export const withFileLock = <Result>(
  file: string,
  work: (requireHeld: () => void) => Promise<Result>,
): Promise<Result> => withProcessLock(file, { ...TERMS, path: `${file}.lock` }, work);
