import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './tempFolder';

describe('a temporary folder', () => {
  let ofFile: string;
  let ofTest: string;
  let ofLastTest: string;
  before(() => {
    ofFile = tempFolder('of-file');
  });
  beforeEach(() => {
    ofLastTest = ofTest;
    ofTest = tempFolder('of-test');
  });

  it('is there for a test, though a process still writes into it at its end', () => {
    assert.ok(existsSync(ofFile) && existsSync(ofTest));
    const [folder, until] = [ofTest, Date.now() + 250];
    const write = (count: number) => {
      if (Date.now() > until) return;
      try {
        writeFileSync(join(folder, String(count)), '');
      } catch {
        // The folder is gone.
        return;
      }
      setImmediate(write, count + 1);
    };
    write(0);
  });

  it('is gone after the test, unless the whole file was to have it', () => {
    assert.ok(!existsSync(ofLastTest));
    assert.ok(existsSync(ofFile));
  });
});
