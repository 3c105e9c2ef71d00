import { randomBytes } from 'node:crypto';
import { t } from '@vscode/l10n';
import { type BirpcReturn, createBirpc } from 'birpc';
import * as vscode from 'vscode';
import type { PackedAnswer, ReportActions, ReportEvents, ReportHost } from '../../report/reportProtocol';
import type { Progress } from '../../run/process/protocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';

/** Where the page's parts lie. */
export interface PageFiles {
  readonly dist: vscode.Uri;
  readonly media: vscode.Uri;
}

/** What a panel is made with. */
interface PanelOptions {
  /** Whose runs it shows: the folder's address. */
  readonly workspace: string;
  readonly files: PageFiles;
  readonly client: () => WorkspaceClient;
  /** How far a run is that is under way. */
  progressOf(run: string): Progress | null;
  actions(panel: ReportPanel): ReportActions;
}

/** A report in an editor tab: passes what its page asks on to the worker, and shows nothing itself. */
export class ReportPanel {
  readonly #page: BirpcReturn<ReportEvents, ReportHost>;
  /** What the page will ask first, by run, while it is being made. */
  readonly #early = new Map<string, Promise<PackedAnswer>>();

  /** @param runs to show; a panel that VS Code brings back has them in its state. */
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
        ...actions(this),
      },
      {
        // A page that is hidden is gone; it asks again when it is shown.
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

  /** The page listens from now on. A run tells of progress when it comes further: that may take a model's minute. */
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

  /** VS Code takes a second to load a page, at first and when it was hidden, and keeps for it what it is told meanwhile. */
  private readAhead(): void {
    for (const run of this.runs) {
      const report = this.options.client().report(run, null);
      this.#early.set(run, report);
      const send = (answer: PackedAnswer) => {
        if (this.#early.get(run) !== report) return;
        this.#early.delete(run);
        void this.#page.ahead.asEvent(run, answer);
      };
      // Where it failed, the page asks and hears of it.
      void report.then(send, () => {});
    }
  }

  /** What is still being made for a page that asks already. */
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

/** Nothing but our own script and style runs in the page, and nothing is loaded from elsewhere. */
function pageHtml(webview: vscode.Webview, { dist, media }: PageFiles): string {
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  const [script, style] = [
    vscode.Uri.joinPath(dist, 'report.js'),
    vscode.Uri.joinPath(media, 'report.css'),
  ].map((file) => webview.asWebviewUri(file));
  const { bundle } = vscode.l10n;
  // A less-than sign is the only way out of a data block.
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
