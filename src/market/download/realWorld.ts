import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import type { World } from './sources/politeNet';

/** Largest output of a program, bytes; the same bound as for a bar file. */
const LARGEST = 512 * 1024 * 1024;
/** Environment variable of tests: local port of a server that stands in for all hosts. */
const STAND_IN = 'BACKTEST_MEMORY_BARS_STAND_IN';

/** The network, clock and programs of this machine. @param workspace working folder of programs. */
export function realWorld(workspace: string): World {
  const port = process.env[STAND_IN];
  return {
    fetch: port === undefined ? fetch : (input, init) => fetch(standIn(input, port), init),
    now: Date.now,
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
    random: Math.random,
    run: ([program, ...args], signal) =>
      new Promise((done, fail) => {
        const options = { cwd: workspace, signal, maxBuffer: LARGEST, windowsHide: true };
        execFile(program, args, options, (error, stdout, stderr) => {
          if (!error) done(stdout);
          else fail(new Error(stderr.trim().split('\n').at(-1) || error.message.split('\n')[0]));
        });
      }),
  };
}

/** Maps "https://host/path" to the stand-in's "http://127.0.0.1:port/host/path". */
function standIn(input: Parameters<typeof fetch>[0], port: string): URL {
  const { host, pathname, search } = new URL(input instanceof Request ? input.url : input);
  return new URL(`http://127.0.0.1:${Number(port)}/${host}${pathname}${search}`);
}
