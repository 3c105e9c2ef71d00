// Installs the packages of package.json beside this file, unless they are there: only measurements need them.
const { execSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (!existsSync(join(__dirname, 'node_modules')))
  execSync('npm ci --no-audit --no-fund', { cwd: __dirname, stdio: 'inherit' });
