// Writes the tools into package.json as the code has them, and what people read of them into package.nls.json.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { manifestEntries } from '../../../src/agents/tools/registry';

const [manifest, texts] = ['package.json', 'package.nls.json'].map((file) =>
  JSON.parse(readFileSync(file, 'utf8')),
);
for (const key of Object.keys(texts)) if (key.startsWith('tool.')) delete texts[key];
manifest.contributes.languageModelTools = manifestEntries().map((entry) => {
  const key = `tool.${entry.name}`;
  texts[key] = entry.displayName;
  texts[`${key}.user`] = entry.userDescription;
  return { ...entry, displayName: `%${key}%`, userDescription: `%${key}.user%` };
});
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
writeFileSync('package.nls.json', `${JSON.stringify(texts, null, 2)}\n`);
execFileSync('npx', ['biome', 'format', '--write', 'package.json'], { stdio: 'inherit' });
