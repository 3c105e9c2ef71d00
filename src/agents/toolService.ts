import type { RunEnd } from '../run/process/protocol';
import type { ToolAnswer, ToolHost } from './tool';
import { toolNamed } from './tools/registry';
import type { ToolWorkspace } from './toolWorkspace';

/** What the editor asks of the tools. */
export interface ToolQueries {
  /** Answers a call of a language model's tool. */
  callTool(name: string, input: unknown, signal: AbortSignal): Promise<ToolAnswer>;
}

/** What the tools ask of the editor. */
export interface ToolEvents {
  /** Runs a definition, absolute path, as if the user had started the run, and tells how the run ended. */
  startRun(definition: string, signal: AbortSignal): Promise<RunEnd>;
}

/** Answers the calls of language-model tools that the editor passes on. */
export function toolQueries(workspace: ToolWorkspace, events: ToolEvents): ToolQueries {
  const host: ToolHost = {
    workspace,
    now: Date.now,
    start: (definition, { signal }) => events.startRun(definition, signal),
  };
  return {
    callTool: (name, input, signal) => toolNamed(name).call(input, host, { signal, progress() {} }),
  };
}
