import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How often the removal of a folder is tried while files still appear in it, and the pause between two tries, ms. */
const REMOVAL = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };

const ofTest: string[] = [];
const ofFile: string[] = [];
let made = ofFile;

/**
 * Makes an empty folder for a test: one that is made in a test or in a `beforeEach` is removed after the test, any other after
 * the last test of the file. No test has to remove its own.
 * @param name what the folder's name begins with.
 * @returns its real path, without links.
 */
export function tempFolder(name: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));
  made.push(folder);
  return folder;
}

const remove = (folders: string[]) => Promise.all(folders.splice(0).map((folder) => rm(folder, REMOVAL)));

/** Removes the folders: root hooks, run around the hooks of the tests themselves. */
export const mochaHooks = {
  beforeEach(): void {
    made = ofTest;
  },
  async afterEach(): Promise<void> {
    made = ofFile;
    await remove(ofTest);
  },
  async afterAll(): Promise<void> {
    await remove(ofFile);
  },
};
