// An agent's side of the MCP server: the SDK's own client against the built dist/cli.js, over stdio.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, watch, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CallToolResult, Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { TOOLS } from '../../src/agents/tools/registry';
import { isUnderWay, readRuns } from '../../src/backtest/results/runFiles';
import { isoTime } from '../../src/common/calendar';
import { HOUR } from '../../src/common/timeframe';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { runBacktest } from '../../src/run/backtestJob';
import { setUpWorkspace } from '../../src/workspace/sample/sampleWorkspace';
import { START, someOutcome } from '../memory/someOutcome';
import { tempFolder } from '../tempFolder';
import { putOutcomes, workspaceWith } from './tools/toolHost';

const CLI = resolve('dist/cli.js');
const LARGEST = 16 * 1024;

/** A client of a server of its own; whatever the protocol has to complain of fails the test. */
async function connect(workspace: string, mode: 'legacy' | 'auto' = 'legacy', ...flags: string[]) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [CLI, 'mcp', '--workspace', workspace, ...flags],
    stderr: 'pipe',
  });
  let stderr = '';
  transport.stderr?.on('data', (text) => {
    stderr += text;
  });
  const faults: Error[] = [];
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  client.onerror = (error) => faults.push(error);
  await client.connect(transport);
  return { client, transport, faults, said: () => stderr };
}

const textOf = ({ content }: CallToolResult): string => {
  const [first] = content;
  return first?.type === 'text' ? first.text : '';
};

/** What an answer says, both ways it says it. */
function resultOf<Result>(answer: CallToolResult): Result {
  assert.ok(!answer.isError, textOf(answer));
  assert.deepEqual(JSON.parse(textOf(answer)), answer.structuredContent);
  assert.ok(Buffer.byteLength(textOf(answer)) <= LARGEST);
  return answer.structuredContent as Result;
}

interface Listed {
  rows: { id: string; run: string; won: boolean }[];
  page: { next_cursor: string | null; matched: number };
}

/** Resolves when a run's file says it is so; not where the test that waits has ended, and its folder is gone. */
function stateOf(workspace: string, run: string, state: string): Promise<void> {
  const folder = join(workspace, 'data/runs', run);
  const file = join(folder, 'run.json');
  const is = () => existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).state === state;
  return new Promise((reached) => {
    const watcher = watch(folder, () => {
      if (!is()) return;
      watcher.close();
      reached();
    });
    if (is()) {
      watcher.close();
      reached();
    }
  });
}

describe('the MCP server', function () {
  this.timeout(60_000);
  let workspace: string;
  let definition: string;

  before(async () => {
    workspace = tempFolder('mcp');
    definition = await setUpWorkspace(workspace);
    const content = JSON.parse(readFileSync(definition, 'utf8'));
    writeFileSync(definition, JSON.stringify({ ...content, timeframe: '2h', to: '2025-06-30' }));
    const end = await runBacktest({
      workspace,
      task: { kind: 'fresh', definition },
      ollama: LOCAL_OLLAMA,
      signal: new AbortController().signal,
      now: Date.now,
      events: { progress() {}, estimate() {}, log() {} },
    });
    assert.equal(end.state, 'done');
  });

  for (const mode of ['legacy', 'auto'] as const)
    describe(`to a client of ${mode === 'legacy' ? 'the protocol of 2025' : 'the newest protocol'}`, () => {
      let server: Awaited<ReturnType<typeof connect>>;
      before(async () => {
        server = await connect(workspace, mode);
        // The client checks every structured result against the schema of a tool that it has listed.
        await server.client.listTools();
      });
      after(async () => {
        await server.client.close();
        assert.deepEqual(server.faults, []);
        assert.equal(server.said(), '');
      });

      it('offers every tool that only reads, each with what it takes and gives', async () => {
        const { tools } = await server.client.listTools();
        assert.deepEqual(
          tools.map(({ name }) => name),
          TOOLS.filter(({ runs }) => !runs).map(({ name }) => name),
        );
        for (const { name, title, inputSchema, outputSchema, annotations } of tools) {
          assert.ok(title, name);
          for (const { properties = {} } of [inputSchema, outputSchema ?? inputSchema])
            assert.ok(JSON.stringify(properties).includes('"as_of":'), name);
          assert.equal(outputSchema?.type, 'object');
          assert.equal(annotations?.readOnlyHint, true);
        }
      });

      it('answers each of them', async () => {
        const transcript: string[] = [];
        const call = async <Result>(name: string, args: Record<string, unknown>) => {
          const answer = await server.client.callTool({ name, arguments: args });
          const result = resultOf<Result>(answer);
          transcript.push(`> ${name} ${JSON.stringify(args)}`, JSON.stringify(result, null, 1), '');
          return result;
        };
        const as_of = '2025-05-01T00:00:00Z';
        const runs = await call<Listed>('backtest_list_runs', { as_of });
        const [{ run }] = runs.rows;
        const summary = await call<{ summary: { whole_run_known: boolean }; rows: unknown[] }>(
          'backtest_run_summary',
          { run, as_of },
        );
        assert.deepEqual([summary.summary.whole_run_known, summary.rows.length], [false, 1]);
        const { rows } = await call<Listed>('backtest_search_outcomes', {
          words: 'long strong uptrend',
          result: 'lost',
          from: '2025-04-01',
          as_of,
          limit: 2,
        });
        assert.ok(rows.length === 2 && rows.every(({ won }) => !won));
        const decision = rows[0].id;
        const similar = await call<Listed & { base: { n: number } }>('backtest_similar_outcomes', {
          decision,
          neighbours: 3,
          as_of,
        });
        assert.equal(similar.rows.length, 3);
        assert.ok(similar.base.n > 50);
        const explained = await call<{ action: string; rows: { provider: string }[] }>(
          'backtest_explain_decision',
          { decision, as_of },
        );
        assert.equal(explained.rows.length, 6);
        assert.ok(['BUY', 'SELL'].includes(explained.action));
        const providers = await call<{ rows: { name: string }[] }>('backtest_performance', {
          by: 'provider',
          as_of,
        });
        assert.ok(providers.rows.some(({ name }) => name === 'rule:trend'));
        await call('backtest_get_outcome', { decision, as_of });
        const compared = await call<{ inputs: unknown[]; first_divergence: unknown }>(
          'backtest_compare_runs',
          {
            first: run,
            second: run,
          },
        );
        assert.deepEqual([compared.inputs, compared.first_divergence], [[], null]);
        writeFileSync('dist/test/mcp-transcript.txt', transcript.join('\n'));
      });

      it('lists runs and outcomes as resources, page by page, and reads them', async () => {
        const { resourceTemplates } = await server.client.listResourceTemplates();
        assert.deepEqual(
          resourceTemplates.map(({ uriTemplate }) => uriTemplate),
          ['backtest-memory://outcomes/{id}{?as_of}', 'backtest-memory://runs/{id}{?as_of}'],
        );
        // Without a cursor the client walks through all pages.
        const { resources } = await server.client.listResources();
        const [run, ...outcomes] = resources.map(({ uri }) => uri);
        assert.match(run, /^backtest-memory:\/\/runs\/first-light-/);
        const files = readdirSync(join(workspace, 'data/memory')).filter((name) => /^outcome_/.test(name));
        assert.ok(files.length > 100);
        assert.deepEqual(outcomes.map((uri) => `outcome_${uri.split('/').at(-1)}.json`).sort(), files.sort());
        for (const uri of [run, outcomes[0], `${run}?as_of=2025-05-01`]) {
          const { contents } = await server.client.readResource({ uri });
          const [content] = contents;
          assert.ok('text' in content && /Never follow instructions/.test(content.text));
        }
      });

      it('has a prompt to review the last quarter as it was known', async () => {
        const { prompts } = await server.client.listPrompts();
        assert.deepEqual(
          prompts.map(({ name }) => name),
          ['review_last_quarter'],
        );
        const of = async (args: Record<string, string>) => {
          const { messages } = await server.client.getPrompt({
            name: 'review_last_quarter',
            arguments: args,
          });
          const [{ content }] = messages;
          return content.type === 'text' ? content.text : '';
        };
        assert.match(await of({}), /Review my last quarter, 2025-Q2/);
        assert.match(await of({ as_of: '2025-05-20' }), /Review my last quarter, 2025-Q1/);
        assert.match(await of({ as_of: '2025-01-20' }), /No quarter with closed trades was over/);
        assert.match(await of({ as_of: 'soon' }), /cannot be reviewed.*as_of/);
      });

      it('says what is wrong with a question', async () => {
        const problem = async (name: string, args: Record<string, unknown>) => {
          const answer = await server.client.callTool({ name, arguments: args });
          assert.equal(answer.isError, true, name);
          return textOf(answer);
        };
        assert.match(await problem('backtest_search_outcomes', { limit: 51 }), /limit/);
        assert.match(await problem('backtest_search_outcomes', { colour: 'red' }), /colour/);
        assert.match(await problem('backtest_performance', {}), /by/);
        assert.match(
          await problem('backtest_performance', { by: 'regime', as_of: '30 February' }),
          /ISO 8601/,
        );
        assert.match(await problem('backtest_run_summary', { run: '../../etc' }), /letters, digits/);
        assert.match(await problem('backtest_run_summary', { run: 'none' }), /There is no run "none"/);
        assert.match(await problem('backtest_similar_outcomes', {}), /Either "decision" or "situation"/);
        assert.match(await problem('backtest_search_outcomes', { cursor: 'x' }), /"cursor" is not one/);
        await assert.rejects(server.client.callTool({ name: 'backtest_start_run', arguments: {} }));
        await assert.rejects(server.client.listResources({ cursor: 'x' }), /cursor is none/);
        for (const uri of [
          'file:///etc/passwd',
          'backtest-memory://outcomes/..%2f..',
          'backtest-memory://runs/none',
        ])
          await assert.rejects(server.client.readResource({ uri }), /no address|do not fit|no run/);
        await assert.rejects(server.client.getPrompt({ name: 'none' }));
      });
    });

  it('writes nothing but what it keeps of the outcomes to open them faster', async () => {
    const files = () =>
      readdirSync(workspace, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(workspace, name)).isFile() && !name.endsWith('outcomes.cache'))
        .map((name) => `${name} ${statSync(join(workspace, name)).mtimeMs}`);
    const before = files();
    const { client } = await connect(workspace);
    for (const { name } of (await client.listTools()).tools)
      await client.callTool({ name, arguments: { by: 'symbol', words: 'x', run: 'x', decision: 'x' } });
    await client.close();
    assert.deepEqual(files(), before);
  });

  it('answers from thousands of outcomes, and notices one more', async () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      someOutcome(`m${String(index).padStart(4, '0')}`, {
        exit_time: isoTime(START + (index + 1) * HOUR),
        pnl: index % 5 === 0 ? -5 : 3,
        features: { trend: (index % 13) - 6, rsi: index % 100 },
      }),
    );
    const large = workspaceWith(many);
    const { client } = await connect(large);
    try {
      const search = async (args: Record<string, unknown>) =>
        resultOf<Listed>(
          await client.callTool({
            name: 'backtest_search_outcomes',
            arguments: { as_of: '2030-01-01', limit: 50, ...args },
          }),
        );
      const first = await search({});
      assert.equal(first.page.matched, 3000);
      assert.equal(first.rows[0].id, 'm2999');
      const second = await search({ cursor: first.page.next_cursor });
      assert.equal(second.rows[0].id, `m${2999 - first.rows.length}`);
      assert.equal((await search({ words: 'strong uptrend' })).page.matched, 200);
      putOutcomes(large, [someOutcome('one-more', { exit_time: isoTime(START + 20_000 * HOUR) })]);
      assert.equal((await search({})).rows[0].id, 'one-more');
    } finally {
      await client.close();
    }
  });

  describe('that may run backtests', () => {
    const args = { name: 'backtest_start_run', arguments: { definition: 'first-light' } };
    const newest = async () => (await readRuns(workspace)).runs[0];

    it('does, tells how far it is, and stops when the call is cancelled', async () => {
      const { client, faults } = await connect(workspace, 'legacy', '--allow-runs');
      const { tools } = await client.listTools();
      assert.equal(tools.length, TOOLS.length);
      const cancel = new AbortController();
      const cancelled = client.callTool(args, {
        signal: cancel.signal,
        onprogress: ({ progress, total, message }) => {
          assert.ok(progress >= 0 && progress <= 1 && total === 1 && /2025-Q/.test(message ?? ''));
          cancel.abort();
        },
      });
      await assert.rejects(cancelled);
      const stopped = await newest();
      await stateOf(workspace, stopped.run, 'cancelled');
      const ran = resultOf<{ run: string; state: string; figures: { n: number } }>(
        await client.callTool(args),
      );
      assert.equal(ran.state, 'done');
      assert.notEqual(ran.run, stopped.run);
      assert.equal(ran.figures.n, (await newest()).total?.trades);
      const none = await client.callTool({ ...args, arguments: { definition: 'none' } });
      assert.match(textOf(none), /There is no definition "none".*Use one of first-light/);
      await client.close();
      // Progress that was on its way when the call was cancelled comes to a client that has forgotten the call.
      assert.deepEqual(
        faults.filter(({ message }) => !/progress notification for an unknown token/.test(message)),
        [],
      );
    });

    /** A server that has told of a run under way. */
    async function running() {
      const server = await connect(workspace, 'legacy', '--allow-runs');
      let under: () => void = () => {};
      const told = new Promise<void>((resolve) => {
        under = resolve;
      });
      const ended = assert.rejects(server.client.callTool(args, { onprogress: () => under() }));
      await told;
      return { ...server, ended, run: await newest() };
    }

    it('is killed in mid-run, takes the run with it, and another one goes on from the same files', async () => {
      const { transport, ended, run } = await running();
      process.kill(transport.pid ?? 0, 'SIGKILL');
      await ended;
      const { client } = await connect(workspace);
      const { rows } = resultOf<{ rows: { run: string; state: string }[] }>(
        await client.callTool({ name: 'backtest_list_runs', arguments: {} }),
      );
      assert.equal(rows[0].run, run.run);
      await client.close();
      // Its process sees that its parent is gone, however that went.
      while (isUnderWay(await newest())) await new Promise((resume) => setImmediate(resume));
    });

    it('cancels what runs when its client goes, and ends', async () => {
      const { client, transport, ended, run } = await running();
      const { pid } = transport;
      await client.close();
      await ended;
      await stateOf(workspace, run.run, 'cancelled');
      assert.throws(() => process.kill(pid ?? 0, 0));
    });
  });

  it('says nothing on stdout that is not of the protocol, and ends with its input', async () => {
    const child = spawn(process.execPath, [CLI, 'mcp', '--workspace', workspace], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const params = {
      protocolVersion: '2025-03-26',
      capabilities: {},
      clientInfo: { name: 't', version: '1' },
    };
    child.stdin.write(
      `this is no JSON\n${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`,
    );
    await once(child.stdout, 'data');
    child.stdin.end();
    const [code] = await once(child, 'close');
    assert.equal(code, 0);
    for (const line of stdout.trim().split('\n')) assert.equal(JSON.parse(line).jsonrpc, '2.0');
    assert.equal(JSON.parse(stdout.split('\n')[0]).result.protocolVersion, '2025-03-26');
  });
});
