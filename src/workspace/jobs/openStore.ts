import { memoryFolder } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import { OutcomeStore } from '../../memory/store/outcomeStore';

/** Opens the memory of a workspace. @throws InputError where it has no outcomes. */
export async function openStore(workspace: string): Promise<OutcomeStore> {
  const store = new OutcomeStore(memoryFolder(workspace));
  await store.refresh();
  if (store.rows.length > 0) return store;
  throw new InputError(
    { file: store.folder },
    'there are no outcomes in it',
    'Run a backtest first, or name the folder that holds data/memory with --workspace',
  );
}
