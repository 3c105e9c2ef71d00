import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { startDownload } from '../../market/download/barsClient';
import type { BarsEvents, BarsTask, SymbolEnd } from '../../market/download/barsProtocol';
import type { BarRow, WantedBars } from '../../workspace/barsRows';
import { signalOf } from '../folder/signalOf';
import { isTrusted } from '../folder/trust';
import { askForBars, askSourceOf, ownSources } from './barsQuestions';
import { barsEndText, barsProgressText } from './barsTexts';
import { needsKey, SourceKeys } from './sourceKeys';

type Ask = Pick<BarsTask, 'symbols' | 'source' | 'timeframe' | 'from' | 'to'>;
type Agreed = Pick<BarsTask, 'acceptSymbols' | 'acceptChanges'>;

const NOTHING_AGREED: Agreed = { acceptSymbols: [], acceptChanges: false };
/** Symbols to suggest where the workspace has no bars yet. */
const USUAL = ['BTCUSD', 'ETHUSD', 'EURUSD'];

/** Downloads bars: asks what to get, shows progress, and says how each download ended or what it needs to succeed. */
export class BarsDownloads implements vscode.Disposable {
  readonly #keys: SourceKeys;
  readonly #disposed = new AbortController();

  constructor(
    private readonly barsFile: string,
    private readonly workspace: string,
    secrets: vscode.SecretStorage,
    private readonly log: vscode.LogOutputChannel,
    private readonly ended: () => void,
  ) {
    this.#keys = new SourceKeys(secrets, log);
  }

  /** Asks what to download, and downloads it. @param symbols the symbols to suggest. */
  async ask(symbols: readonly string[]): Promise<void> {
    if (!mayDownload()) return;
    const wish = await askForBars(symbols.length > 0 ? symbols : USUAL, new Date());
    if (wish) await this.get([wish]);
  }

  /** Downloads the bars that a definition lacks; asks only for their source. */
  async getWanted(wanted: readonly WantedBars[]): Promise<void> {
    if (!mayDownload() || wanted.length === 0) return;
    const source = await askSourceOf(wanted);
    if (!source) return;
    const ask = ({ symbol, ...rest }: WantedBars): Ask => ({
      symbols: [symbol],
      source: source.name,
      ...rest,
    });
    await this.get(wanted.map(ask));
  }

  /** Brings downloaded files up to date, each from its own source. */
  async update(rows: readonly BarRow[]): Promise<void> {
    const downloaded = rows.filter(({ source }) => source !== null);
    if (!mayDownload()) return;
    const asks = downloaded.map(
      ({ symbol, source, timeframe }): Ask => ({
        symbols: [symbol],
        source,
        timeframe,
        from: null,
        to: null,
      }),
    );
    for (const { source } of asks) if (!(await mayAsk(source))) return;
    await this.get(asks);
  }

  dispose(): void {
    this.#disposed.abort();
  }

  /** Downloads, with one process for all that differs only in its symbol: a process keeps to its hosts' rate limits. */
  private async get(asks: readonly Ask[]): Promise<void> {
    const alike = new Map<string, Ask>();
    for (const ask of asks) {
      const { symbols, ...rest } = ask;
      const name = JSON.stringify(rest);
      alike.set(name, { ...ask, symbols: [...(alike.get(name)?.symbols ?? []), ...symbols] });
    }
    for (const ask of alike.values()) await this.run(ask, NOTHING_AGREED);
  }

  private async run(ask: Ask, agreed: Agreed): Promise<void> {
    const key = await this.#keys.of(ask.source);
    if (key === null && needsKey(ask.source)) return;
    const task: BarsTask = { workspace: this.workspace, whole: false, key, ...ask, ...agreed };
    const title = t('Downloading {0} ({1})', ask.symbols.join(', '), ask.timeframe);
    const location = vscode.ProgressLocation.Notification;
    try {
      const ends = await vscode.window.withProgress(
        { location, title, cancellable: true },
        (progress, token) => {
          let done = 0;
          const events: BarsEvents = {
            progress: (told) => {
              progress.report({ message: barsProgressText(told), increment: 100 * (told.done - done) });
              done = told.done;
            },
          };
          const signal = AbortSignal.any([this.#disposed.signal, signalOf(token)]);
          return startDownload(this.barsFile, task, events, signal);
        },
      );
      this.ended();
      for (const end of ends) void this.tell(end, ask, agreed);
    } catch (error) {
      this.ended();
      this.log.error(error instanceof Error ? error : String(error));
      const message = t(
        'The download ended early; what has come is kept, and the next one goes on from there.',
      );
      if (await vscode.window.showErrorMessage(message, t('Show Log'))) this.log.show();
    }
  }

  private async tell(end: SymbolEnd, ask: Ask, agreed: Agreed): Promise<void> {
    if (end.state === 'cancelled') return;
    const again = (more: Partial<Agreed>) =>
      void this.run({ ...ask, symbols: [end.symbol] }, { ...agreed, ...more });
    if (end.state === 'done') {
      if (end.notes.length > 0) this.log.info(`${end.symbol}: ${end.notes.join('; ')}`);
      const chosen = await vscode.window.showInformationMessage(barsEndText(end), t('Open File'));
      if (chosen) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(end.file));
      return;
    }
    const { problem, consent } = end;
    this.log.warn(problem.message);
    if (consent?.kind === 'symbol') {
      const take = t('Take {0}', consent.answered);
      const said = t('{0}. Take that as {1}?', problem.problem, end.symbol);
      if ((await vscode.window.showWarningMessage(said, take)) === take)
        again({ acceptSymbols: [...agreed.acceptSymbols, consent.answered] });
    } else if (consent?.kind === 'changes') {
      const said = t('{0}. Nothing was written.', problem.problem);
      const replace = t('Download Anew, Keep the Old File');
      if ((await vscode.window.showWarningMessage(said, replace)) === replace) again({ acceptChanges: true });
    } else {
      const tryAgain = t('Try Again');
      const buttons = [tryAgain, ...(needsKey(ask.source) ? [t('Forget Key')] : [])];
      const chosen = await vscode.window.showErrorMessage(problem.message, ...buttons);
      if (chosen === tryAgain) again({});
      else if (chosen && ask.source !== null) await this.#keys.forget(ask.source);
    }
  }
}

const mayDownload = () => isTrusted(t('Bars are downloaded only in a trusted workspace.'));

/** Whether a source may be asked: one of the user's settings, a built-in one, or one that the user agrees to on seeing it. */
async function mayAsk(source: string | null): Promise<boolean> {
  if (source === null || !source.includes(':')) return true;
  if (ownSources().includes(source)) return true;
  const what = source.startsWith('command:') ? t('Run This Program') : t('Ask This Address');
  const said = t('{0} for the bars? It is named by the file beside them, not by your settings.', what);
  return (await vscode.window.showWarningMessage(said, { modal: true, detail: source }, what)) === what;
}
