import { extname } from 'node:path';
import type * as vscode from 'vscode';
import type { LogSource } from '../../cards/cardProtocol';
import type { LogMappings } from './logMappings';

/** Endings of files that may be trade logs; the worker is not asked about other files. */
const LOG = /^\.(csv|tsv|txt|log|json|html?)$/i;
/** An unsaved document longer than this is read only once it is saved, characters. */
const LONGEST_TYPED = 2_000_000;

const mayBeLog = (file: string) => LOG.test(extname(file));

/** Names a document to the worker: by its file, and by its text where that is unsaved; null where it cannot be a log. */
export function sourceOf(document: vscode.TextDocument, mappings: LogMappings): LogSource | null {
  const file = document.uri.fsPath;
  if (!mayBeLog(file)) return null;
  const text = document.isDirty ? document.getText() : null;
  return text !== null && text.length > LONGEST_TYPED ? null : { file, text, ...mappings.of(file) };
}
