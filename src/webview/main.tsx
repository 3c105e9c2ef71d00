import './language';
import { render } from 'preact';
import type { ReportBundle } from '../report/reportProtocol';
import type { Connection } from './connection/connection';
import { editorConnection } from './connection/editorConnection';
import { fileConnection } from './connection/fileConnection';
import { Report } from './report';

/** Connects the page: in a webview to the editor, in a file to the data that the file holds. */
function connect(): Connection {
  if (window.acquireVsCodeApi) return editorConnection(window.acquireVsCodeApi());
  const bundle: ReportBundle = JSON.parse(document.getElementById('bundle')?.textContent ?? '');
  document.title = bundle.runs.map(({ summary }) => summary.name).join(', ');
  return fileConnection(bundle);
}

const place = document.getElementById('report');
if (place) render(<Report connection={connect()} />, place);
