import { counted } from '../../common/format';
import type { Overview } from '../../workspace/overviewProtocol';

/** What a bug report should carry. No field may name a trade, a strategy, a path or a secret. */
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
  /** Names of the settings that differ from their defaults; not their values, which may hold addresses. */
  readonly changedSettings: readonly string[];
}

/** Writes the facts as text to paste into a bug report. */
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

/** The kind of a provider, "rule" or "ollama"; the rest of its id may name a strategy. */
const kindOf = (provider: string) => provider.split(':')[0];
