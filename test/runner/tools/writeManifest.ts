// Writes the tools into package.json as the code has them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { manifestEntries } from '../../../src/runner/tools/registry';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
manifest.contributes.languageModelTools = manifestEntries();
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
execFileSync('npx', ['biome', 'format', '--write', 'package.json'], { stdio: 'inherit' });
