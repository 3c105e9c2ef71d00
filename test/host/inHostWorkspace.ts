// Makes the workspace of the in-host tests anew in a named folder: for a debugger, which `npm run test:host` does not need.
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeSample } from './makeSample';

const folder = resolve(process.argv[2]);
rmSync(folder, { recursive: true, force: true });
makeSample('sample', folder);
writeFileSync(join(folder, '.gitignore'), 'data/\n');
