import { memoryFolder } from '../common/files/workspacePaths';
import { ArchivedRows } from '../memory/archive/archivedRows';
import { OutcomeStore } from '../memory/store/outcomeStore';
import { ToolWorkspace } from './toolWorkspace';
import { lexicalSearch } from './wordSearch';

/** Opens a workspace for tools in a process that has no memory open yet. @param folder absolute. */
export function openWorkspace(folder: string): ToolWorkspace {
  const store = new OutcomeStore(memoryFolder(folder));
  const archive = new ArchivedRows(store.folder);
  return new ToolWorkspace(
    folder,
    { store, archive, look: () => store.refresh() },
    lexicalSearch(store.folder),
  );
}
