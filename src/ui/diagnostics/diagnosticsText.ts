import { counted } from '../../common/format';
import type { Overview } from '../../workspace/workspaceProtocol';

/** What a report of a problem should carry. Nothing of it names a trade, a strategy, a path or a secret. */
export interface DiagnosticFacts {
  readonly extension: string;
  readonly vscode: string;
  /** "linux x64, Node 20.18". */
  readonly system: string;
  /** Where the extension runs: "ssh-remote", "wsl"; null on the machine that shows it. */
  readonly remote: string | null;
  readonly trusted: boolean;
  readonly folders: number;
  readonly overview: Overview | null;
  /** Settings that differ from their defaults: their names only, since values may hold addresses. */
  readonly changedSettings: readonly string[];
}

/** The facts as text to paste into a report. */
export function diagnosticsText(facts: DiagnosticFacts): string {
  const { overview } = facts;
  const runs = overview?.definitions.flatMap((row) => row.runs) ?? [];
  const states = new Map<string, number>();
  for (const { state } of runs) states.set(state, (states.get(state) ?? 0) + 1);
  const outcomes = overview?.groups.reduce((sum, { trades }) => sum + trades, 0) ?? 0;
  return [
    `Backtest Memory ${facts.extension}, VS Code ${facts.vscode}`,
    `${facts.system}, ${facts.remote ? `remote: ${facts.remote}` : 'local'}, ${facts.trusted ? 'trusted' : 'untrusted'} workspace, ${counted(facts.folders, 'folder')}`,
    overview
      ? `memory: ${counted(outcomes, 'outcome')}, ${counted(overview.damaged.length, 'damaged file')}, ${overview.legacy} of the Python engine`
      : 'memory: not read',
    `runs: ${[...states].map(([state, count]) => `${count} ${state}`).join(', ') || 'none'}`,
    `definitions: ${overview?.definitions.length ?? 0}, ${overview?.definitions.filter(({ problems }) => problems.length > 0).length ?? 0} with problems`,
    `providers: ${[...new Set(Object.keys(overview?.providers ?? {}).map(kindOf))].join(', ') || 'none'}`,
    `settings changed: ${facts.changedSettings.join(', ') || 'none'}`,
  ].join('\n');
}

/** "rule", "ollama": what comes after it may name a strategy. */
const kindOf = (provider: string) => provider.split(':')[0];
