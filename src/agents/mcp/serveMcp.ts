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
  /** Absolute. */
  readonly workspace: string;
  /** Whether the client may have backtests run. */
  readonly allowRuns: boolean;
  /** Where those ask models. */
  readonly ollama: OllamaHost;
  /** The folder of the built files: the runner's is started from there. */
  readonly dist: string;
}

/** Serves MCP over stdin and stdout until the client goes. */
export async function serveMcp({ workspace, allowRuns, ollama, dist }: ServeOptions): Promise<void> {
  // What is printed by anybody must not get into the protocol.
  console.log = console.info = console.debug = console.error;
  const host: ToolHost = {
    workspace: openWorkspace(workspace),
    now: Date.now,
    start: allowRuns
      ? (definition, call) =>
          startRun({ runnerFile: join(dist, 'runner.js'), workspace, ollama }, definition, call)
      : null,
  };
  const gone = once(process.stdin, 'close');
  const serving = serveStdio(() => mcpServer(host, console.error), { onerror: console.error });
  await gone;
  await serving.close();
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
