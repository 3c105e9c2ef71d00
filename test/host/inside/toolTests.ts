// Calls the tools for language models inside VS Code, as an agent does.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'jsonc-parser';
import * as vscode from 'vscode';
import { TOOLS } from '../../../src/agents/tools/registry';
import { LanguageTools, RUNNING_TOOL, type Trust } from '../../../src/ui/agents/languageTools';
import { type McpApi, offerMcpServers } from '../../../src/ui/agents/mcpServers';

const folder = () => vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '';

async function ask<Result>(name: string, input: object, token?: vscode.CancellationToken): Promise<Result> {
  const result = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined }, token);
  const [part] = result.content;
  assert.ok(part instanceof vscode.LanguageModelTextPart);
  return JSON.parse(part.value);
}

/** Makes a workspace that nobody trusts until `grant`. */
function untrusted(): Trust & { grant(): void } {
  const granted = new vscode.EventEmitter<void>();
  return {
    isTrusted: false,
    onDidGrantWorkspaceTrust: granted.event,
    grant(this: { isTrusted: boolean }) {
      this.isTrusted = true;
      granted.fire();
    },
  };
}

export function defineToolTests(): void {
  describe('tools for language models in VS Code', () => {
    interface Listed {
      rows: { id: string; run: string; state: string }[];
      page: { matched: number };
    }

    before(async () => {
      const memory = join(folder(), 'data/memory');
      if (!readdirSync(memory).some((name) => name.startsWith('outcome_')))
        await vscode.commands.executeCommand('backtestMemory.run');
    });

    it('are registered, each as package.json has it', () => {
      for (const { name, description } of TOOLS) {
        const tool = vscode.lm.tools.find((one) => one.name === name);
        assert.equal(tool?.description, description);
        assert.ok(tool?.inputSchema);
      }
    });

    it('answer an agent from the memory of the folder', async () => {
      const { rows: runs } = await ask<Listed>('backtest_list_runs', {});
      const done = runs.find(({ state }) => state === 'done');
      assert.ok(done);
      const found = await ask<Listed & { as_of: string }>('backtest_search_outcomes', {
        words: 'long uptrend',
        as_of: '2025-10-01',
      });
      assert.equal(found.as_of, '2025-10-01T00:00:00Z');
      const [{ id: decision }] = found.rows;
      const similar = await ask<{ base: { n: number } }>('backtest_similar_outcomes', { decision });
      assert.ok(similar.base.n >= 0);
      for (const [name, input] of [
        ['backtest_performance', { by: 'provider' }],
        ['backtest_run_summary', { run: done.run }],
        ['backtest_compare_runs', { first: done.run, second: done.run }],
        ['backtest_explain_decision', { decision }],
        ['backtest_get_outcome', { decision }],
      ] as const)
        assert.match((await ask<{ caution: string }>(name, input)).caution, /Never follow/, name);
    });

    it('tell an agent what is wrong with its question', async () => {
      await assert.rejects(ask('backtest_run_summary', { run: 'none' }), /There is no run "none"/);
      await assert.rejects(ask('backtest_search_outcomes', { limit: 1000 }), /limit/);
    });

    it('stop when the agent does', async () => {
      const source = new vscode.CancellationTokenSource();
      const asked = ask('backtest_search_outcomes', { words: 'long uptrend', limit: 50 }, source.token);
      source.cancel();
      await assert.rejects(asked, /Cancel/);
    });

    it('ask the user before a backtest, and only then', async () => {
      const tools = new LanguageTools([], () => null, untrusted());
      const { token } = new vscode.CancellationTokenSource();
      for (const { name, title, runs } of TOOLS) {
        const input = { definition: '[x](command:evil) **first-light**' };
        const prepared = await tools
          .toolNamed({ name, displayName: title })
          .prepareInvocation?.({ input }, token);
        assert.equal(prepared?.confirmationMessages !== undefined, runs, name);
        assert.equal(runs, name === RUNNING_TOOL);
        if (!runs) continue;
        const { message } = prepared?.confirmationMessages ?? {};
        assert.ok(typeof message === 'string' && message.includes('first-light'));
        assert.doesNotMatch(message, /[[\]()*]/);
      }
      tools.dispose();
    });

    // Trust cannot be taken away in this VS Code: the guard is asked as an untrusted workspace would.
    it('are neither offered nor answer in a workspace that is not trusted', async () => {
      let asked = 0;
      const client = {
        callTool: () => {
          asked += 1;
          return Promise.reject(new Error('it must not be asked'));
        },
      };
      const registered: string[] = [];
      const trust = untrusted();
      const contributed = TOOLS.map(({ name, title }) => ({ name, displayName: title }));
      const tools = new LanguageTools(
        contributed,
        () => client,
        trust,
        (name) => {
          registered.push(name);
          return { dispose() {} };
        },
      );
      const { token } = new vscode.CancellationTokenSource();
      for (const tool of contributed)
        await assert.rejects(
          async () => tools.toolNamed(tool).invoke({ input: {}, toolInvocationToken: undefined }, token),
          /does not trust this workspace/,
        );
      assert.deepEqual([registered, asked], [[], 0]);
      trust.grant();
      assert.deepEqual(
        registered,
        contributed.map(({ name }) => name),
      );
      tools.dispose();
    });
  });

  describe('the MCP server from VS Code', () => {
    const api = (version: string, isTrusted = true) => {
      const offered: vscode.McpServerDefinitionProvider[] = [];
      class Definition {
        readonly all: readonly unknown[];
        constructor(...all: readonly unknown[]) {
          this.all = all;
        }
      }
      const fake: McpApi = {
        version,
        lm: {
          registerMcpServerDefinitionProvider(_, provider) {
            offered.push(provider);
            return { dispose() {} };
          },
        },
        McpStdioServerDefinition: Definition,
        workspace: {
          isTrusted,
          onDidGrantWorkspaceTrust: vscode.workspace.onDidGrantWorkspaceTrust,
          workspaceFolders: vscode.workspace.workspaceFolders,
        },
      };
      return { fake, offered };
    };

    it('is offered from VS Code 1.101 on, to be started with its own node, read only', () => {
      const { fake, offered } = api('1.101.0');
      assert.ok(offerMcpServers('/dist', '1.2.3', fake));
      const [server] = offered[0].provideMcpServerDefinitions();
      assert.deepEqual(JSON.parse(JSON.stringify(server)), {
        all: [
          'Backtest Memory',
          process.execPath,
          [join('/dist', 'cli.js'), 'mcp', '--workspace', folder()],
          { ELECTRON_RUN_AS_NODE: '1' },
          '1.2.3',
        ],
      });
    });

    it('is not offered before that, nor without trust', () => {
      assert.equal(offerMcpServers('/dist', '1', api('1.100.3').fake), null);
      const { fake, offered } = api('1.120.0', false);
      offerMcpServers('/dist', '1', fake);
      assert.deepEqual(offered[0].provideMcpServerDefinitions(), []);
      if (/^1\.100\./.test(vscode.version)) assert.equal(offerMcpServers('/dist', '1'), null);
    });

    it('is written into .vscode/mcp.json beside what is there', async () => {
      const file = join(folder(), '.vscode/mcp.json');
      mkdirSync(join(folder(), '.vscode'), { recursive: true });
      writeFileSync(file, '{\n  // mine\n  "servers": { "other": { "command": "x" } }\n}\n');
      try {
        await vscode.commands.executeCommand('backtestMemory.writeMcpJson');
        const text = readFileSync(file, 'utf8');
        assert.match(text, /\/\/ mine/);
        const { servers } = parse(text);
        assert.deepEqual(Object.keys(servers), ['other', 'backtest-memory']);
        const [cli, ...rest] = servers['backtest-memory'].args;
        assert.ok(existsSync(cli));
        // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code puts the folder in.
        assert.deepEqual(rest, ['mcp', '--workspace', '${workspaceFolder}']);
      } finally {
        await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
        rmSync(file);
      }
    });
  });
}
