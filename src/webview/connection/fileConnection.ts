import { t } from '@vscode/l10n';
import type { ReportBundle } from '../../report/reportProtocol';
import type { Connection } from './connection';

/** Serves the page in an exported file: all data is in the file, and saving is a download. */
export function fileConnection(bundle: ReportBundle): Connection {
  const { runs, prices, trades, providers, tables, leftOut } = bundle;
  return {
    report: async (run, known) => {
      const report = runs.find(({ summary }) => summary.run === run);
      return report && report.signature !== known ? report : null;
    },
    // All bars that the file has, whatever the range: there are no finer ones.
    prices: async (run, symbol) => prices[run][symbol],
    trade: async (run, id) => trades[run][id],
    providers: async (run) => providers[run],
    tradesCsv: async (run, ids) => tables[run].header + ids.map((id) => tables[run].lines[id]).join(''),
    saveText: (name, text) => download(name, new Blob([text], { type: 'text/csv' })),
    savePicture(name, base64) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      download(name, new Blob([bytes], { type: 'image/png' }));
    },
    editor: null,
    leftOut: leftOut
      ? t('What the models were asked is too long for this file: it is in decisions.jsonl of the run.')
      : null,
    kept: null,
    keep: () => {},
    listen: (listener) =>
      listener.show(
        runs.map(({ summary }) => summary.run),
        '',
      ),
  };
}

function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
