import { extname } from 'node:path';
import type * as vscode from 'vscode';
import type { LogSource } from '../../cards/cardProtocol';
import type { LogMappings } from './logMappings';

/** What trade logs are called; of anything else no worker is asked. */
const LOG = /^\.(csv|tsv|txt|log|json|html?)$/i;
/** What is typed and longer than this is looked at again once it is saved. */
const LONGEST_TYPED = 2_000_000;

const mayBeLog = (file: string) => LOG.test(extname(file));

/** A document as the worker reads it: by its file, or by its text where that is not saved. */
export function sourceOf(document: vscode.TextDocument, mappings: LogMappings): LogSource | null {
  const file = document.uri.fsPath;
  if (!mayBeLog(file)) return null;
  const text = document.isDirty ? document.getText() : null;
  return text !== null && text.length > LONGEST_TYPED ? null : { file, text, ...mappings.of(file) };
}
