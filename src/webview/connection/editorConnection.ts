import { createBirpc } from 'birpc';
import type { PackedAnswer, ReportEvents, ReportHost } from '../../report/reportProtocol';
import { type Connection, isProblem, type Listener } from './connection';
import { unpackReport } from './unpackReport';

interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: object): void;
}

declare global {
  interface Window {
    /** Exists only in a webview of VS Code, and may be called once. */
    acquireVsCodeApi?: () => EditorApi;
  }
}

/** Serves the page in a webview: questions go to the extension by messages, and from there to the worker. */
export function editorConnection(api: EditorApi): Connection {
  let listener: Listener | null = null;
  /** Answers that came before they were asked for, by run. */
  const ahead = new Map<string, PackedAnswer>();
  /** Resolves once VS Code has passed on the messages it kept while the page loaded. */
  const told = new Promise<void>((resolve) => {
    if (document.readyState === 'complete') resolve();
    else window.addEventListener('load', () => setTimeout(resolve), { once: true });
  });
  const events: ReportEvents = {
    show: (runs, workspace) => listener?.show(runs, workspace),
    ahead: (run, answer) => void ahead.set(run, answer),
    progress: (progress) => listener?.progress(progress),
    changed() {
      ahead.clear();
      listener?.changed();
    },
    saveTrades: () => listener?.saveTrades(),
  };
  const host = createBirpc<ReportHost, ReportEvents>(events, {
    post: (message) => api.postMessage(message),
    on: (receive) => window.addEventListener('message', ({ data }) => receive(data)),
    timeout: -1,
  });
  return {
    async report(run, known) {
      await told;
      const early = known === null ? ahead.get(run) : undefined;
      ahead.delete(run);
      const answer = early ?? (await host.report(run, known));
      return answer === null || isProblem(answer) ? answer : unpackReport(answer);
    },
    prices: (run, symbol, from, to, most) => host.prices(run, symbol, from, to, most),
    trade: (run, id) => host.trade(run, id),
    providers: (run) => host.providers(run),
    tradesCsv: (run, ids) => host.tradesCsv(run, ids),
    saveText: (name, text) => void host.saveText.asEvent(name, text),
    savePicture: (name, base64) => void host.savePicture.asEvent(name, base64),
    editor: {
      openOutcome: (id) => void host.openOutcome.asEvent(id),
      exportHtml: () => void host.exportHtml.asEvent(),
      compare: () => void host.compare.asEvent(),
    },
    leftOut: null,
    kept: api.getState(),
    keep: (state) => api.setState(state),
    listen(wanted) {
      listener = wanted;
      void host.ready.asEvent();
    },
  };
}
