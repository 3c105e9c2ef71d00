import type { RunEnd } from '../run/process/protocol';
import type { ToolAnswer, ToolHost } from './tool';
import { toolNamed } from './tools/registry';
import type { ToolWorkspace } from './toolWorkspace';

/** What the editor asks of the tools. */
export interface ToolQueries {
  /** @param call identifies the call, so that it can be cancelled. */
  callTool(call: number, name: string, input: unknown): Promise<ToolAnswer>;
  cancelTool(call: number): void;
}

/** Answers the calls of language-model tools that the editor passes on, each until it is cancelled. */
export class ToolService implements ToolQueries {
  readonly #calls = new Map<number, AbortController>();
  readonly #host: ToolHost;

  /** @param runs asks the editor to run a definition, absolute path, and to cancel that: there the user sees it. */
  constructor(
    workspace: ToolWorkspace,
    runs: { start(definition: string): Promise<RunEnd>; cancel(definition: string): void },
  ) {
    this.#host = {
      workspace,
      now: Date.now,
      async start(definition, { signal }) {
        const cancel = () => runs.cancel(definition);
        signal.addEventListener('abort', cancel, { once: true });
        try {
          return await runs.start(definition);
        } finally {
          signal.removeEventListener('abort', cancel);
        }
      },
    };
  }

  async callTool(call: number, name: string, input: unknown) {
    const cancel = new AbortController();
    this.#calls.set(call, cancel);
    try {
      return await toolNamed(name).call(input, this.#host, { signal: cancel.signal, progress() {} });
    } finally {
      this.#calls.delete(call);
    }
  }

  cancelTool(call: number): void {
    this.#calls.get(call)?.abort();
  }
}
