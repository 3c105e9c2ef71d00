import assert from 'node:assert/strict';
import { checkDefinition } from '../../../src/backtest/definition/checkDefinition';
import { completionSchema } from '../../../src/backtest/definition/completionSchema';

const GOOD = {
  name: 'x',
  symbols: [{ symbol: 'BTCUSD', file: 'a.csv' }],
  timeframe: '1h',
  from: '2025-01-01',
  to: '2025-12-31',
  providers: [{ use: 'rule:trend' }],
};
const text = (changes: object) => JSON.stringify({ ...GOOD, ...changes }, null, 2);
const problems = (content: string) => {
  const checked = checkDefinition('d.json', content);
  return 'problems' in checked ? checked.problems.map(({ message }) => message) : [];
};

describe('a definition', () => {
  it('has costs, sizes and memory where it says nothing', () => {
    const checked = checkDefinition('d.json', text({}));
    assert.ok('definition' in checked);
    assert.deepEqual(checked.definition.costs, { fee_bps: 10, slippage_bps: 5 });
    assert.equal(checked.definition.memory.refresh, 'quarter');
  });

  const broken: [name: string, content: string, message: RegExp][] = [
    ['nothing', '', /d\.json:1:1: the file is empty|value expected/],
    ['cut off', '{\n  "name": "x"', /d\.json:2:\d+: not valid JSON: close brace expected/],
    ['a comment', '{} // no', /not valid JSON/],
    ['a list', '[]', /the definition must be an object/],
    ['null', 'null', /the definition must be an object/],
    ['a field twice', '{"name":"x",\n"name":"y"}', /d\.json:2:1: "name" is given twice/],
    ['a field missing', text({ name: undefined }), /"name" is missing/],
    ['a wrong type', text({ capital: 'lots' }), /"capital" must be a number/],
    ['a huge number', text({}).replace('"name"', '"capital": 1e999,\n"name"'), /d\.json:2:\d+: "capital"/],
    ['a field we do not have', text({ colour: 1 }), /"colour" is not a field of a definition/],
    [
      '__proto__',
      text({}).replace('"name"', '"__proto__": {"a": 1},\n"name"'),
      /d\.json:2:\d+: "__proto__" is not a field/,
    ],
    [
      'a timeframe we do not have',
      text({ timeframe: '3h' }),
      /"timeframe" is none of the known values\. Use one of 1m/,
    ],
    ['30 February', text({ from: '2025-02-30' }), /"from" must be a date/],
    ['an end before its start', text({ to: '2024-01-01' }), /"to" must not be before "from"/],
    ['no symbols', text({ symbols: [] }), /"symbols" must be at least 1 long/],
    [
      'a symbol twice',
      text({ symbols: [GOOD.symbols[0], GOOD.symbols[0]] }),
      /"symbols\.1\.symbol" names BTCUSD a second time/,
    ],
    [
      'a path for a symbol',
      text({ symbols: [{ symbol: '../x', file: 'a' }] }),
      /"symbols\.0\.symbol" must be 1 to 32/,
    ],
    [
      'another currency',
      text({ symbols: [{ symbol: 'BTCEUR', file: 'a' }] }),
      /BTCEUR is quoted in EUR but the account is in USD/,
    ],
    [
      'a name that ends like a currency',
      text({ symbols: [{ symbol: 'HYUNDAI', file: 'a' }] }),
      /HYUNDAI may be quoted in DAI, or its name may only end so\. Name its "quote"/,
    ],
    [
      'a rule we do not have',
      text({ providers: [{ use: 'rule:magic' }] }),
      /there is no rule:magic\. Use one of rule:trend/,
    ],
    [
      'a parameter we do not have',
      text({ providers: [{ use: 'rule:trend', parameters: { speed: 1 } }] }),
      /rule:trend has no parameter "speed"/,
    ],
    [
      'parameters that contradict',
      text({ providers: [{ use: 'rule:trend', parameters: { fast: 90 } }] }),
      /"fast" must be less than "slow"/,
    ],
    [
      'a provider of no kind',
      text({ providers: [{ use: 'oracle:delphi' }] }),
      /"providers\.0\.use" must begin with "rule:"/,
    ],
    [
      'a command without a program',
      text({ providers: [{ use: 'command: ' }] }),
      /command: {2}names no program/,
    ],
    [
      'parameters for a program',
      text({ providers: [{ use: 'command:x', parameters: { speed: 1 } }] }),
      /d\.json:\d+:\d+: command:x takes no parameters\. Give them to the program as arguments/,
    ],
    [
      'a parameter that is no number',
      text({ providers: [{ use: 'rule:trend', parameters: { fast: true } }] }),
      /d\.json:\d+:\d+: "fast" must be a number/,
    ],
    [
      'a parameter that is nothing',
      text({ providers: [{ use: 'rule:trend', parameters: { fast: null } }] }),
      /"providers\.0\.parameters\.fast" must be a number, true, false or a word in quotes/,
    ],
    [
      'a way to think that no model has',
      text({ providers: [{ use: 'ollama:m', parameters: { think: 'much' } }] }),
      /"think" is none of the known values\. Use one of false, true, "low", "medium", "high"/,
    ],
    [
      'a parameter that models do not have',
      text({ providers: [{ use: 'ollama:m', parameters: { temperature: 1 } }] }),
      /ollama:m has no parameter "temperature"\. Use "think", or remove it/,
    ],
    ['a quorum nobody can reach', text({ quorum: 2 }), /"quorum" asks for more answers/],
  ];
  for (const [name, content, message] of broken) {
    it(`is refused, with its place: ${name}`, () => {
      const found = problems(content);
      assert.ok(
        found.some((one) => message.test(one)),
        found.join('\n'),
      );
    });
  }

  it('is explained field by field in the schema that VS Code completes with, which judges nothing', () => {
    const schema = JSON.stringify(completionSchema());
    for (const field of ['symbols', 'timeframe', 'fee_bps', 'stop_loss_pct', 'refresh', 'think'])
      assert.ok(schema.includes(`"${field}"`));
    assert.ok(!/"(required|minimum|additionalProperties|pattern)"/.test(schema));
  });
});
