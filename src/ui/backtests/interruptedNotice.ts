import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Overview } from '../../workspace/overviewProtocol';

/** Key, in the workspace's state, of the ids of the runs that the user was told of. */
const TOLD = 'interruptedRunsTold';

/** Says, once for each run and only when the window opens, that a run was interrupted, and offers to resume it. */
export class InterruptedNotice {
  #looked = false;

  constructor(
    private readonly state: vscode.Memento,
    private readonly resume: (run: string, definition: string) => void,
  ) {}

  async tell({ definitions }: Overview): Promise<void> {
    if (this.#looked) return;
    this.#looked = true;
    const told = this.state.get<readonly string[]>(TOLD, []);
    // The newest run of each definition: whoever started another run left an older one behind.
    const interrupted = definitions
      .flatMap(({ runs: [newest] }) => (newest?.state === 'interrupted' ? [newest.summary] : []))
      .filter(({ run }) => !told.includes(run));
    const [first] = interrupted;
    if (!first) return;
    await this.state.update(TOLD, [...told, ...interrupted.map(({ run }) => run)]);
    const said =
      interrupted.length === 1
        ? t(
            '{0} was interrupted. It can go on where it was: what its log has is not asked again.',
            first.name,
          )
        : t('{0} backtests were interrupted. They can go on where they were.', interrupted.length);
    const chosen = await vscode.window.showInformationMessage(said, t('Resume'));
    if (chosen) for (const { run, definition } of interrupted) this.resume(run, definition);
  }
}
