import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../src/common/inputError';
import { ProviderFailure } from '../../../src/decision/provider';
import { ScriptProvider, scriptKind } from '../../../src/decision/providers/scriptProvider';
import { tempFolder } from '../../tempFolder';
import { context } from '../providerContext';

const never = new AbortController().signal;

describe('a script that decides', () => {
  let folder: string;
  let told: string[];
  beforeEach(() => {
    // A space, as in many a home folder.
    folder = tempFolder('my scripts');
    mkdirSync(join(folder, 'strategies'));
    told = [];
  });

  const write = (name: string, text: string) => writeFileSync(join(folder, 'strategies', name), text);
  const scripted = (text: string, { name = 'mine.ts', deadline = 5000 } = {}) => {
    write(name, text);
    const path = join('strategies', name);
    return new ScriptProvider('script:x', path, folder, (said) => told.push(said), deadline);
  };
  const replyOf = async (provider: ScriptProvider, question = {}) =>
    (await provider.ask(question, never)).reply;
  const named = { use: 'script:strategies/mine.ts', parameters: {} };
  const identity = () =>
    scriptKind.asked &&
    scriptKind.identity(named, { ...context, workspace: folder, tell: (text) => told.push(text) });

  for (const [name, text] of [
    [
      'typed.ts',
      `export default (request: { n: number }) => ({ action: 'BUY' as const, confidence: request.n });`,
    ],
    [
      'later.mts',
      `export async function decide({ n }: { n: number }) { return { action: 'BUY', confidence: n }; }`,
    ],
    ['plain.mjs', `export default ({ n }) => ({ action: 'BUY', confidence: n });`],
    ['common.cjs', `module.exports = ({ n }) => ({ action: 'BUY', confidence: n });`],
    ['named.js', `exports.decide = ({ n }) => ({ action: 'BUY', confidence: n });`],
    [
      'awaits.ts',
      `const n: number = await Promise.resolve(7); export default () => ({ action: 'BUY', confidence: n });`,
    ],
  ] as const) {
    it(`may be ${name}`, async () => {
      const provider = scripted(text, { name });
      assert.deepEqual(await replyOf(provider, { n: 7 }), { action: 'BUY', confidence: 7, reason: '' });
    });
  }

  it('is loaded once, and is known by its file and those it imports', async () => {
    write('help.ts', 'export enum Level { Low = 1, High }\n');
    const text = `import { Level } from './help';
      import type { Decide } from './backtest-memory';
      let asked = 0;
      const decide: Decide = () => ({ action: 'HOLD', confidence: Level.High, reason: String((asked += 1)) });
      export default decide;`;
    const provider = scripted(text);
    assert.equal((await replyOf(provider)).reason, '1');
    assert.deepEqual(await replyOf(provider), { action: 'HOLD', confidence: 2, reason: '2' });
    const before = await identity();
    assert.match(
      String(before),
      /^strategies\/mine\.ts \(sha256 [0-9a-f]{64}\)\nstrategies\/help\.ts \(sha256 [0-9a-f]{64}\)$/,
    );
    write('help.ts', 'export enum Level { Low = 1, High = 9 }\n');
    assert.notEqual(await identity(), before);
    assert.equal((await replyOf(scripted(text))).confidence, 9);
  });

  it('is known by what it imports in any way: as a module, as data, or only when it is asked', async () => {
    write('far.mjs', 'export const far = 1;\n');
    write('near.mjs', "export { far } from './far.mjs';\n");
    write('late.ts', 'export const late = 1;\n');
    write('levels.json', '{ "low": 1 }');
    write(
      'mine.ts',
      `import levels from './levels.json';
      import { far } from './near.mjs';
      export default async () => ({ action: 'HOLD', confidence: levels.low + far + (await import('./late.js')).late });`,
    );
    const files = String(await identity())
      .split('\n')
      .map((line) => line.replace(/ \(sha256 .*/, ''));
    assert.deepEqual(
      files,
      ['mine.ts', 'far.mjs', 'late.ts', 'levels.json', 'near.mjs'].map((name) => `strategies/${name}`),
    );
  });

  it('that throws has no vote, and the file and line are said', async () => {
    write('help.ts', '\n\nexport function root(x: null | { a: number }): number {\n  return x!.a;\n}\n');
    const provider = scripted(`import { root } from './help';\nexport default () => root(null);`);
    await assert.rejects(replyOf(provider), (error: unknown) => {
      assert.ok(error instanceof ProviderFailure);
      assert.match(error.message, /^TypeError: .*\(strategies\/help\.ts:4\)$/);
      return true;
    });
    await assert.rejects(replyOf(provider), ProviderFailure);
    assert.equal(told.length, 1, 'the same is told once');
    const later = scripted(
      `\nexport default async () => {\n  await 0;\n  throw new RangeError('later');\n};`,
    );
    await assert.rejects(replyOf(later), /RangeError: later \(strategies\/mine\.ts:4\)/);
    await assert.rejects(
      replyOf(scripted(`export default () => { throw 'words'; };`)),
      /it threw words \(strategies/,
    );
  });

  it('that never answers ends the run after ten failures, with file and line', async () => {
    const provider = scripted(`\nexport default () => { throw new Error('always'); };`);
    for (let time = 1; time < 10; time += 1) await assert.rejects(replyOf(provider), ProviderFailure);
    await assert.rejects(replyOf(provider), (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.deepEqual(error.place, { file: join(folder, 'strategies/mine.ts'), line: 2 });
      assert.match(error.message, /failed 10 times and never answered: Error: always/);
      return true;
    });
    const answered = scripted(`let n = 0;
      export default () => { if (n++ > 0) throw new Error('since'); return { action: 'HOLD', confidence: 1 }; };`);
    await replyOf(answered);
    for (let time = 0; time < 20; time += 1) await assert.rejects(replyOf(answered), ProviderFailure);
  });

  it('with a bad reply has no vote, is told what was wrong, and is not asked again', async () => {
    const provider = scripted(`globalThis.timesAsked = 0;
      export default () => { globalThis.timesAsked += 1; return { action: 'BUY', confidence: 101 }; };`);
    await assert.rejects(replyOf(provider), /"confidence" of the reply: .*100.* \(strategies\/mine\.ts\)/);
    assert.equal(Reflect.get(globalThis, 'timesAsked'), 1);
    await assert.rejects(replyOf(scripted('export default () => {};')), /the reply: .*expected object/);
  });

  it('cannot change what it is asked', async () => {
    const question = { bars: [[1, 2]], cash: 5 };
    const provider = scripted('export default (request) => { request.bars[0][1] = 3; };');
    await assert.rejects(replyOf(provider, question), /TypeError: Cannot assign to read only property/);
    assert.deepEqual(question, { bars: [[1, 2]], cash: 5 });
  });

  it('that computes for ever is interrupted at the deadline', async () => {
    const provider = scripted('export default () => { for (;;); };', { deadline: 100 });
    await assert.rejects(replyOf(provider), /it did not answer within 0\.1 s/);
  });

  it('that waits for ever is waited for until the deadline, or until the run is cancelled', async () => {
    const text = 'export default () => new Promise(() => {});';
    await assert.rejects(replyOf(scripted(text, { deadline: 50 })), /did not answer within 0\.05 s/);
    const cancel = new AbortController();
    const answer = scripted(text).ask({}, cancel.signal);
    cancel.abort();
    await assert.rejects(answer, /cancelled/);
  });

  it('prints to the log', async () => {
    const provider = scripted(`console.log('loaded', { a: 1 });
      export default async () => { await 0; console.error('asked'); return { action: 'HOLD', confidence: 1 }; };`);
    await replyOf(provider);
    assert.deepEqual(told, ['script:x: loaded { a: 1 }', 'script:x: asked']);
  });

  it('prints to the log whichever way it prints', async () => {
    const provider = scripted(`export default () => {
        process.stdout.write('one\\ntwo\\n'); process.stderr.write(Buffer.from('three')); console.dir('four');
        return { action: 'HOLD', confidence: 1, stop: null };
      };`);
    assert.deepEqual(await replyOf(provider), { action: 'HOLD', confidence: 1, reason: '' });
    assert.deepEqual(
      told,
      ['one', 'two', 'three', "'four'"].map((line) => `script:x: ${line}`),
    );
  });

  it('that calls process.exit ends the run with file and line, and not the process', async () => {
    const provider = scripted(`\nexport default () => process.exit(0);`);
    await assert.rejects(replyOf(provider), (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.deepEqual(error.place, { file: join(folder, 'strategies/mine.ts'), line: 2 });
      assert.match(error.message, /it called process\.exit/);
      return true;
    });
  });

  it('may export an object whose function decides, and is called on the object', async () => {
    const text = `export default { n: 3, decide() { return { action: 'HOLD', confidence: this.n }; } };`;
    assert.equal((await replyOf(scripted(text))).confidence, 3);
  });

  for (const [what, text, line, said] of [
    ['has a syntax error', '\nexport default () => {\n  const = 1;\n};', 3, /a syntax error/],
    ['throws as it is loaded', '\n\nthrow new Error("early");', 3, /cannot be loaded: early/],
    [
      'imports what is not there',
      'import x from "./none";\nexport default x;',
      1,
      /Cannot find module '\.\/none'/,
    ],
    [
      'exports a class',
      'export default class Strategy { decide() {} }',
      undefined,
      /it exports a class; export a function/,
    ],
    [
      'exports a class by name',
      'export class Strategy {}',
      undefined,
      /it exports a class; export a function/,
    ],
    ['exits as it is loaded', '\nprocess.exit(0);\nexport default () => {};', 2, /it called process\.exit/],
    ['exports no function', 'export const decided = 1;', undefined, /exports no function/],
  ] as const) {
    it(`that ${what} keeps the run from beginning, and says where`, async () => {
      write('mine.ts', text);
      await assert.rejects(Promise.resolve(identity()), (error: unknown) => {
        assert.ok(error instanceof InputError);
        assert.equal(error.place.file, join(folder, 'strategies/mine.ts'));
        assert.equal(error.place.line, line);
        assert.match(error.message, said);
        return true;
      });
    });
  }

  it('that is not there says so', async () => {
    await assert.rejects(Promise.resolve(identity()), /mine\.ts: there is no such script/);
  });

  it('is named by a path in the workspace', () => {
    const problems = (use: string, parameters = {}) =>
      scriptKind.mistakes({ use, parameters }).map(({ problem }) => problem);
    assert.deepEqual(problems('script:strategies/mine.ts'), []);
    assert.match(problems('script:strategies/mine.py')[0], /names no script/);
    assert.match(problems('script:../mine.ts')[0], /outside the workspace/);
    assert.match(problems('script:/etc/mine.js')[0], /outside the workspace/);
    assert.match(problems('script:mine.ts', { fast: 1 })[0], /takes no parameters/);
  });
});
