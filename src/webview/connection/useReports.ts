import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { RunReport } from '../../report/reportProtocol';
import type { Progress } from '../../run/process/protocol';
import { type Connection, isProblem } from './connection';

/** Changes on disk that come within this time are read together, ms. */
const COALESCE = 400;

/** What is known of the runs that the page shows. */
export interface Reports {
  readonly reports: readonly RunReport[];
  /** What is wrong with the first run that cannot be read; null while all can. */
  readonly problem: string | null;
  /** How far a run of the folder is, of those that are under way; null before any was heard of. */
  readonly progress: Progress | null;
}

/**
 * Reads runs, and reads them again as they change on disk.
 * @param show called when the editor names the runs to show.
 */
export function useReports(
  connection: Connection,
  runs: readonly string[],
  show: (runs: readonly string[], workspace: string) => void,
): Reports {
  const [reports, setReports] = useState<readonly RunReport[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const latest = useRef({ runs, reports });
  latest.current = { runs, reports };

  const readNow = useCallback(async () => {
    const { runs, reports: before } = latest.current;
    const answers = await Promise.all(
      runs.map(async (run) => {
        const known = before.find(({ summary }) => summary.run === run) ?? null;
        return (await connection.report(run, known?.signature ?? null)) ?? known;
      }),
    );
    if (latest.current.runs !== runs) return;
    const found = answers.filter((answer) => answer !== null);
    setProblem(found.find(isProblem)?.message ?? null);
    const read = found.filter((answer): answer is RunReport => !isProblem(answer));
    // Where nothing is new, nothing is drawn again.
    if (read.some((report, index) => report !== before[index]) || read.length !== before.length)
      setReports(read);
  }, [connection]);
  // Where the worker died, the editor says more; what is shown stays.
  const read = useCallback(
    () =>
      readNow().catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error))),
    [readNow],
  );

  useEffect(() => {
    let timer = 0;
    connection.listen({
      show,
      changed() {
        if (timer) return;
        timer = window.setTimeout(() => {
          timer = 0;
          void read();
        }, COALESCE);
      },
      progress: setProgress,
      saveTrades: () => window.dispatchEvent(new Event('save-trades')),
    });
  }, [connection, read, show]);
  useEffect(() => void read(), [runs, read]);
  return { reports, problem, progress };
}
