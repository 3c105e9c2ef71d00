import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';

/** Runs inside the extension host and measures the load of a backtest that reports progress ten times a second. */
export async function run(): Promise<void> {
  await vscode.commands.executeCommand('backtestMemory.refresh');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const [before, started] = [process.cpuUsage(), performance.now()];
  delay.enable();
  await vscode.commands.executeCommand('backtestMemory.run');
  delay.disable();
  const { user, system } = process.cpuUsage(before);
  const took = performance.now() - started;
  const measured = { took, busy: (user + system) / 1000 / took, longestBlock: delay.max / 1e6 };
  writeFileSync(join(__dirname, 'busy-host.json'), JSON.stringify(measured));
}
