import type * as vscode from 'vscode';
import type { LogSource } from '../../cards/cardProtocol';

type Mapping = Pick<LogSource, 'columns' | 'symbol'>;

const KEY = 'tradeLogMappings';
/** The number of mappings that are remembered; the oldest are forgotten first. */
const KEPT = 200;

/** Remembers, in the workspace's state, the columns and symbols that the user named for logs that lack them. */
export class LogMappings {
  constructor(private readonly state: vscode.Memento) {}

  of(file: string): Mapping {
    return this.all().find(([known]) => known === file)?.[1] ?? {};
  }

  async set(file: string, mapping: Mapping): Promise<void> {
    const others = this.all().filter(([known]) => known !== file);
    await this.state.update(KEY, [...others, [file, { ...this.of(file), ...mapping }]].slice(-KEPT));
  }

  private all(): readonly (readonly [string, Mapping])[] {
    return this.state.get<readonly (readonly [string, Mapping])[]>(KEY, []);
  }
}
