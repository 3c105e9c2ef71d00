import assert from 'node:assert/strict';
import { parse } from 'jsonc-parser';
import { SERVER_NAME, withServer } from '../../src/agents/mcp/mcpJson';

const SERVER = { type: 'stdio', command: 'node', args: ['cli.js', 'mcp'] } as const;

describe('.vscode/mcp.json', () => {
  it('is made where there is none', () => {
    for (const none of [null, '', '{}'])
      assert.deepEqual(JSON.parse(withServer(none, SERVER) ?? ''), { servers: { [SERVER_NAME]: SERVER } });
  });

  it('keeps comments and other servers, and is the same when written twice', () => {
    const before = `{
  // Mine.
  "servers": {
    "other": { "command": "x" }, // keep
    "${SERVER_NAME}": { "command": "an old one" },
  },
  "inputs": []
}
`;
    const after = withServer(before, SERVER) ?? '';
    assert.match(after, /\/\/ Mine\.[\s\S]*\/\/ keep/);
    assert.deepEqual(parse(after), {
      servers: { other: { command: 'x' }, [SERVER_NAME]: SERVER },
      inputs: [],
    });
    assert.equal(withServer(after, SERVER), after);
  });

  it('is left alone where it is something else', () => {
    for (const other of ['[]', '{"servers": []}', '{"servers": ', 'null', '"x"'])
      assert.equal(withServer(other, SERVER), null);
  });
});
