import * as vscode from 'vscode';
import type { Problem } from '../../common/problem';

/** The scheme under which notes are edited as files; a saved note goes into the outcome's own file. */
const NOTE_SCHEME = 'backtest-note';

/** Keeps the notes of a folder. */
export interface NoteStore {
  read(id: string): Promise<string>;
  /** @returns what is wrong with the note; null where it was kept. */
  write(id: string, text: string): Promise<Problem | null>;
}

/** The URI of the note on an outcome of a workspace folder. */
export function noteUri(folder: vscode.Uri, id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: NOTE_SCHEME, path: `/Note on ${id}.md`, query: folder.toString() });
}

/** Lets notes be edited as files. @param storeOf gives the store of a folder's notes. */
export function showNotes(
  storeOf: (folder: vscode.Uri) => { readonly note: NoteStore } | null,
): vscode.Disposable {
  return vscode.workspace.registerFileSystemProvider(NOTE_SCHEME, new Notes(storeOf), {
    isCaseSensitive: true,
  });
}

/** Opens and saves the notes on outcomes as if each were a Markdown file. */
class Notes implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  /** The text of each note when last read or saved, and since when: VS Code asks when a file was modified. */
  readonly #seen = new Map<string, { text: string; since: number }>();

  constructor(private readonly storeOf: (folder: vscode.Uri) => { readonly note: NoteStore } | null) {}

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const text = await this.read(uri);
    const mtime = this.#seen.get(uri.toString())?.since ?? 0;
    return { type: vscode.FileType.File, ctime: 0, mtime, size: Buffer.byteLength(text) };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from(await this.read(uri));
  }

  /** @throws FileSystemError, which VS Code shows: the note is too long, or its outcome is gone. */
  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const text = Buffer.from(content).toString('utf8');
    const problem = await this.storeOfNote(uri).write(idOf(uri), text);
    if (problem) throw vscode.FileSystemError.Unavailable(problem.message);
    this.#seen.set(uri.toString(), { text, since: Date.now() });
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  private async read(uri: vscode.Uri): Promise<string> {
    const saved = this.#seen.get(uri.toString());
    const text = await this.storeOfNote(uri).read(idOf(uri));
    if (saved?.text !== text) this.#seen.set(uri.toString(), { text, since: Date.now() });
    return text;
  }

  private storeOfNote(uri: vscode.Uri): NoteStore {
    const store = this.storeOf(vscode.Uri.parse(uri.query));
    if (store) return store.note;
    throw vscode.FileSystemError.FileNotFound(uri);
  }
}

const idOf = ({ path }: vscode.Uri) => path.replace(/^\/Note on |\.md$/g, '');
