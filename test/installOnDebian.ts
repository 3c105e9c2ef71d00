import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs what a test needs with apt-get, where the tests run as root on Debian. @returns whether that was possible. */
export function installOnDebian(name: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return false;
  console.log(`No ${name} here: installing it with apt-get.`);
  const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  execFileSync('apt-get', ['update'], options);
  execFileSync('apt-get', ['install', '-y', '--no-install-recommends', name], options);
  return true;
}
