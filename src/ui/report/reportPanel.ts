import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import { type BirpcReturn, createBirpc } from 'birpc';
import * as vscode from 'vscode';
import type { PackedAnswer, ReportActions, ReportEvents, ReportHost } from '../../report/reportProtocol';
import type { Progress } from '../../run/process/protocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';

/** The folders that the page's parts lie in. */
export interface PageFiles {
  readonly dist: vscode.Uri;
  readonly media: vscode.Uri;
}

/** What a panel needs of the folder whose runs it shows. */
interface PanelOptions {
  /** The folder's URI, as text. */
  readonly workspace: string;
  readonly files: PageFiles;
  readonly client: () => WorkspaceClient;
  /** How far a run is; null where the run is not under way. */
  progressOf(run: string): Progress | null;
  actions(panel: ReportPanel): ReportActions;
}

/** A report in an editor tab: passes the page's questions on to the worker; all drawing is done by the page. */
export class ReportPanel {
  readonly #page: BirpcReturn<ReportEvents, ReportHost>;
  /** The answers that the page will ask for first, by run, while they are being made. */
  readonly #early = new Map<string, Promise<PackedAnswer>>();

  /** @param runs the runs to show; a panel that VS Code restores has them in its state. */
  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly runs: readonly string[],
    private readonly options: PanelOptions,
  ) {
    const { files, client, actions } = options;
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [files.dist, files.media] };
    this.#page = createBirpc<ReportEvents, ReportHost>(
      {
        ready: () => this.begin(),
        report: (run, known) => this.takeEarly(run, known) ?? client().report(run, known),
        prices: (run, symbol, from, to, most) => client().prices(run, symbol, from, to, most),
        trade: (run, id) => client().trade(run, id),
        providers: (run) => client().providers(run),
        tradesCsv: (run, ids) => client().tradesCsv(run, ids),
        ...actions(this),
      },
      {
        // A hidden page does not exist: VS Code makes it again when the tab is shown, and the page asks again then.
        post: (message) => panel.visible && webview.postMessage(message),
        on: (receive) => webview.onDidReceiveMessage(receive),
        timeout: -1,
      },
    );
    this.readAhead();
    webview.html = pageHtml(webview, files);
    this.show();
    let { visible } = panel;
    panel.onDidChangeViewState(() => {
      if (panel.visible && !visible) this.readAhead();
      visible = panel.visible;
    });
  }

  /**
   * Tells a page that listens now what it shows, and how far its runs are: a run that asks models may tell no more for
   * a minute.
   */
  private begin(): void {
    this.show();
    for (const run of this.runs) {
      const progress = this.options.progressOf(run);
      if (progress) this.progress(progress);
    }
  }

  private show(): void {
    const { runs } = this;
    this.panel.title = runs.length === 1 ? t('Report {0}', runs[0]) : t('Report of {0} runs', runs.length);
    void this.#page.show.asEvent(runs, this.options.workspace);
  }

  /** Has the worker read the runs while VS Code loads the page, which takes a second; VS Code keeps messages for the page. */
  private readAhead(): void {
    for (const run of this.runs) {
      const report = this.options.client().report(run, null);
      this.#early.set(run, report);
      const send = (answer: PackedAnswer) => {
        if (this.#early.get(run) !== report) return;
        this.#early.delete(run);
        void this.#page.ahead.asEvent(run, answer);
      };
      // A failure is told when the page asks.
      void report.then(send, () => {});
    }
  }

  /** Takes the answer that is being made for a run, once. */
  private takeEarly(run: string, known: string | null): Promise<PackedAnswer> | undefined {
    const early = known === null ? this.#early.get(run) : undefined;
    this.#early.delete(run);
    return early;
  }

  progress(progress: Progress): void {
    if (this.runs.includes(progress.run)) void this.#page.progress.asEvent(progress);
  }

  changed(): void {
    this.#early.clear();
    void this.#page.changed.asEvent();
  }

  saveTrades(): void {
    void this.#page.saveTrades.asEvent();
  }
}

/** Writes the page's HTML. Its policy allows only this extension's script and style, and nothing from the network. */
function pageHtml(webview: vscode.Webview, { dist, media }: PageFiles): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  const [script, style] = [
    vscode.Uri.joinPath(dist, 'report.js'),
    vscode.Uri.joinPath(media, 'report.css'),
  ].map((file) => webview.asWebviewUri(file));
  const { bundle } = vscode.l10n;
  // Escaped, since a less-than sign is the only character that can end a data block.
  const words = bundle ? JSON.stringify(bundle).replaceAll('<', '\\u003c') : '';
  return `<!doctype html>
<html lang="${t('en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backtest report</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<div id="report"></div>
<script type="application/json" id="words">${words}</script>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
