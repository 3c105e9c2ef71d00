import { once } from 'node:events';
import { join } from 'node:path';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { isoTime } from '../../common/calendar';
import { counted } from '../../common/format';
import type { OllamaHost } from '../../decision/ollama/ollamaHost';
import { startBacktest } from '../../run/process/backtestClient';
import { openWorkspace } from '../openWorkspace';
import type { ToolCall, ToolHost } from '../tool';
import { mcpServer } from './mcpServer';

export interface ServeOptions {
  /** Folder of the workspace, absolute. */
  readonly workspace: string;
  /** Whether the client may start backtests. */
  readonly allowRuns: boolean;
  /** Host of the models that backtests ask. */
  readonly ollama: OllamaHost;
  /** Folder of the built files, the runner's among them. */
  readonly dist: string;
}

/** Serves MCP over stdin and stdout until the client is gone and what the client started has been cancelled. */
export async function serveMcp({ workspace, allowRuns, ollama, dist }: ServeOptions): Promise<void> {
  // Prints of any code must not get into the protocol on stdout.
  console.log = console.info = console.debug = console.error;
  const runs = new Set<Promise<unknown>>();
  const start: ToolHost['start'] = (definition, call) => {
    const run = startRun({ runnerFile: join(dist, 'runner.js'), workspace, ollama }, definition, call);
    runs.add(run);
    return run;
  };
  const host: ToolHost = {
    workspace: openWorkspace(workspace),
    now: Date.now,
    start: allowRuns ? start : null,
  };
  const gone = once(process.stdin, 'close');
  const serving = serveStdio(() => mcpServer(host, console.error), { onerror: console.error });
  await gone;
  await serving.close();
  await Promise.allSettled(runs);
}

function startRun(
  where: { runnerFile: string; workspace: string; ollama: OllamaHost },
  definition: string,
  call: ToolCall,
) {
  return startBacktest({
    ...where,
    task: { kind: 'fresh', definition },
    events: {
      progress: ({ done, quarter, time, trades }) =>
        call.progress(done, `${quarter}, ${isoTime(time).slice(0, 10)}, ${counted(trades, 'trade')}`),
      estimate: (text) => console.error(text),
      log: (message) => console.error(message),
    },
    signal: call.signal,
  });
}
