import 'vscode';

// Stable since VS Code 1.101. In 1.100, the oldest version supported, this API is a proposal that extensions may not use.
declare module 'vscode' {
  export const McpStdioServerDefinition:
    | (new (
        label: string,
        command: string,
        args?: string[],
        env?: Record<string, string | number | null>,
        version?: string,
      ) => object)
    | undefined;

  export namespace lm {
    export const registerMcpServerDefinitionProvider:
      | ((id: string, provider: McpServerDefinitionProvider) => Disposable)
      | undefined;
  }

  export interface McpServerDefinitionProvider {
    readonly onDidChangeMcpServerDefinitions: Event<void>;
    provideMcpServerDefinitions(): readonly object[];
  }
}
