import type { RunEnd } from '../run/process/protocol';
import { type ServerCommand, withServer } from './mcp/mcpJson';
import type { ToolAnswer, ToolHost } from './tool';
import { toolNamed } from './tools/registry';
import type { ToolWorkspace } from './toolWorkspace';

/** What the editor asks for agents: its own language models, and those of other programs. */
export interface AgentQueries {
  /** Answers a call of a language model's tool. */
  callTool(name: string, input: unknown, signal: AbortSignal): Promise<ToolAnswer>;
  /** See `withServer`. */
  mcpJson(text: string | null, server: ServerCommand): Promise<string | null>;
}

/** What tools ask of the editor. */
export interface AgentEvents {
  /** Runs a definition, absolute path, as if the user had started the run, and tells how the run ended. */
  startRun(definition: string, signal: AbortSignal): Promise<RunEnd>;
}

/** Answers the editor's questions for agents. */
export function agentQueries(workspace: ToolWorkspace, events: AgentEvents): AgentQueries {
  const host: ToolHost = {
    workspace,
    now: Date.now,
    start: (definition, { signal }) => events.startRun(definition, signal),
  };
  return {
    callTool: (name, input, signal) => toolNamed(name).call(input, host, { signal, progress() {} }),
    mcpJson: async (text, server) => withServer(text, server),
  };
}
