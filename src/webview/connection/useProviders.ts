import { useEffect, useState } from 'preact/hooks';
import type { ProviderQuarter, RunReport } from '../../report/reportProtocol';
import { type Connection, isProblem } from './connection';

/** The records of a run's providers by quarter; null until they are counted. */
export function useProviders(
  connection: Connection,
  report: RunReport | undefined,
): readonly ProviderQuarter[] | null {
  const [providers, setProviders] = useState<readonly ProviderQuarter[] | null>(null);
  useEffect(() => {
    if (!report) return;
    let wanted = true;
    void connection.providers(report.summary.run).then((answer) => {
      if (wanted) setProviders(isProblem(answer) ? [] : answer);
    });
    return () => {
      wanted = false;
    };
  }, [connection, report]);
  return providers;
}
