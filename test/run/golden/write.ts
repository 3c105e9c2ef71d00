// `npx tsx test/run/golden/write.ts` makes the golden run anew: on Node 20, after `node esbuild.js`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeGoldenRun } from './goldenWorkspace';

const folder = mkdtempSync(join(tmpdir(), 'golden-'));
void writeGoldenRun(folder).finally(() => rmSync(folder, { recursive: true }));
