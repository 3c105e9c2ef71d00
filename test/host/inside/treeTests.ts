// Compares whole trees with golden text: each node's label, description, icon and menu context.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { OutcomeRow } from '../../../src/memory/outcomeRow';
import { BacktestTree, backtestNodes } from '../../../src/ui/backtests/backtestTree';
import type { LiveRun } from '../../../src/ui/backtests/liveRun';
import type { Node } from '../../../src/ui/folder/node';
import { ShownTree } from '../../../src/ui/folder/tree';
import { outcomeNodes } from '../../../src/ui/outcomes/outcomeTree';
import { providerNodes } from '../../../src/ui/outcomes/providerTree';
import type { Overview } from '../../../src/workspace/overviewProtocol';
import type { ProviderDetail } from '../../../src/workspace/providerDetail';

async function textOf(nodes: readonly Node[], indent = ''): Promise<string> {
  const lines = await Promise.all(
    nodes.map(async (node) => {
      const icon = node.iconPath instanceof vscode.ThemeIcon ? `(${node.iconPath.id}) ` : '';
      const menu = node.contextValue ? ` [${node.contextValue}]` : '';
      const children = typeof node.children === 'function' ? await node.children() : node.children;
      return `${indent}${icon}${node.label}${node.description ? ` | ${node.description}` : ''}${menu}\n${await textOf(children, `${indent}  `)}`;
    }),
  );
  return lines.join('');
}

const MEASURES = { winRateInterval: null, sharpe: null, maxDrawdown: 0, profitFactor: null, cagr: null };
const RECORD = { trades: 3, wins: 2, win_rate: 2 / 3, win_rate_interval: [0.21, 0.94] as const, pnl: 12.5 };

function overview(): Overview {
  const run = (id: string, state: string, total: object | null) =>
    ({
      state,
      summary: {
        run: id,
        definition: 'first',
        name: 'First',
        started: '2026-01-05T10:00:00Z',
        total: total && { ...MEASURES, ...total },
        synthetic: true,
        notes: [],
        problem: null,
        quarters: [{ weights: { 'rule:trend': 1 } }],
        weights: { 'rule:trend': 1.1 },
        regimeWeights: { TRENDING: { 'rule:trend': 1.3 }, RANGING: { 'rule:trend': 0.8 } },
        asked: { 'ollama:m': { answers: 30, failures: { deadline: 2 } } },
        failures: { 'ollama:m': 2 },
      },
    }) as unknown as Overview['definitions'][number]['runs'][number];
  return {
    definitions: [
      {
        file: '/w/backtests/first.backtest.json',
        definition: 'first',
        problems: [],
        runs: [
          run('first-2', 'interrupted', null),
          run('first-1', 'done', { totalReturn: 0.012, trades: 3, winRate: 2 / 3 }),
        ],
      },
      {
        file: '/w/backtests/broken.backtest.json',
        definition: 'broken',
        problems: [{ file: '', problem: 'p', remedy: 'r', message: 'm' }],
        runs: [],
      },
      { file: null, definition: 'gone', problems: [], runs: [] },
    ],
    groups: [{ name: '2025-Q1', trades: 1203, wins: 600, pnl: -42 }],
    damaged: [{ file: '/w/data/memory/outcome_x.json', problem: 'p', remedy: 'r', message: 'm' }],
    legacy: 2,
    providers: { 'rule:trend': { ...RECORD, right: 4, scored: 7 } },
    regimes: { RANGING: RECORD },
  } as unknown as Overview;
}

const outcome = (id: string, pnl: number): OutcomeRow => ({
  id,
  run: 'first-1',
  definition: 'first',
  quarter: '2025-Q1',
  symbol: 'BTCUSD',
  side: pnl > 0 ? 'long' : 'short',
  decisionTime: Date.UTC(2025, 1, 3, 3),
  entryTime: Date.UTC(2025, 1, 3, 4),
  exitTime: Date.UTC(2025, 1, 4),
  exitReason: 'take_profit',
  pnl,
  pnlPct: pnl,
  provider: 'rule:trend',
  regime: null,
  tags: [],
  features: {},
  votes: [],
  note: null,
});

export function defineTreeTests(): void {
  describe('trees, as text', () => {
    it('of backtests: definitions with their state, runs with theirs', async () => {
      const waiting = [{ definition: 'broken', progress: null, waits: true }];
      assert.equal(
        await textOf(backtestNodes(overview(), waiting)),
        [
          '(beaker) first [definition]',
          '  (debug-pause) 2026-01-05 10:00 | interrupted · synthetic [resumable]',
          '  (warning) 2026-01-05 10:00 | +1.2 % · ollama:m failed in 6.7 % of its questions (2 of 30) · 3 trades · win rate 67 % · synthetic [run]',
          '(clock) broken | waits for its turn [running]',
          '(beaker) gone | not run yet [orphan]',
          '',
        ].join('\n'),
      );
    });

    it('of backtests draw anew the row of a run that comes further, and all only where they look otherwise', async () => {
      const tree = new BacktestTree();
      const shown = new ShownTree(() => tree);
      shown.turn();
      const drawn: unknown[] = [];
      shown.onDidChangeTreeData((node) => drawn.push(node));
      const read = (live: readonly LiveRun[]) => tree.show(backtestNodes(overview(), live));
      const at = { quarter: '2025-Q1', time: Date.UTC(2025, 1, 3) } as const;
      const told = {
        run: 'first-3',
        benchmark: false,
        trades: 3,
        equity: 10_010,
        timeLeft: null,
        asking: null,
      };
      const run = (done: number): LiveRun => ({
        definition: 'first',
        progress: { ...told, ...at, done },
        waits: false,
      });
      const waiting = { definition: 'broken', progress: null, waits: true };
      read([{ definition: 'first', progress: null, waits: false }, waiting]);
      const [first, broken] = await shown.getChildren();
      tree.progress([run(0.5), waiting]);
      tree.progress([run(0.5), waiting]);
      assert.deepEqual(drawn, [undefined, first]);
      assert.equal(first.description, '2025-Q1 · 2025-02-03 · 3 trades · 10,010 · 50 %');
      read([run(0.6), waiting]);
      assert.deepEqual(
        drawn,
        [undefined, first],
        'the folder was read again, and nothing but the run came further',
      );
      tree.progress([run(0.7), waiting]);
      assert.match(String(first.description), /70 %$/);
      read([run(0.7)]);
      const anew = await shown.getChildren();
      assert.ok(anew[0] !== first && anew[1] !== broken);
      assert.match(String(anew[0].description), /70 %$/);
      tree.progress([run(0.8)]);
      assert.deepEqual(drawn, [undefined, first, first, undefined, anew[0]]);
      read([]);
      assert.deepEqual(drawn.slice(5), [undefined], 'it ended');
    });

    it('of outcomes: damage and old memory first, then groups with totals, cut into pages', async () => {
      const asked: number[] = [];
      const nodes = outcomeNodes(
        overview(),
        { by: 'quarter', sort: 'worst' },
        async ({ from }) => {
          asked.push(from);
          return [outcome(`o${from}`, from - 500)];
        },
        vscode.Uri.file('/w/data/memory'),
      );
      assert.deepEqual(asked, [], 'nothing is read before it is looked at');
      assert.equal(
        await textOf(nodes),
        [
          '(warning) /w/data/memory/outcome_x.json | damaged',
          '(archive) 2 outcomes | of the Python engine, as they are: click to import',
          '2025-Q1 | 1,203 trades · 600 won · −42.00',
          '  1 to 500 | worst first',
          '    (arrow-small-down) BTCUSD short −500.0 % | 2025-02-03 · take profit [outcome]',
          '  501 to 1000 | worst first',
          '    (arrow-small-down) BTCUSD short 0.0 % | 2025-02-03 · take profit [outcome]',
          '  1001 to 1203 | worst first',
          '    (arrow-small-up) BTCUSD long +500.0 % | 2025-02-03 · take profit [outcome]',
          '',
        ].join('\n'),
      );
    });

    it('of providers and regimes: weight, win rate, health, answers, records by regime, failures', async () => {
      const detail = async (provider: string): Promise<ProviderDetail> => ({
        regimes: provider === 'rule:trend' ? { TRENDING: { ...RECORD, right: 4, scored: 7 } } : {},
        asked:
          provider === 'rule:trend'
            ? null
            : {
                answers: 90,
                reused: 10,
                retried: 1,
                failures: {},
                tokens: 4000,
                saying_ms: 100_000,
                took_ms: 160_000,
              },
        failures:
          provider === 'rule:trend'
            ? []
            : [
                {
                  line: 7,
                  provider,
                  decision: 'ETHUSD 20250131T1300Z',
                  cause: 'timeout',
                  message: 'no answer in 60 s',
                  said: [],
                },
              ],
        log: '/w/data/runs/first-2/decisions.jsonl',
        health:
          provider === 'rule:trend'
            ? null
            : {
                reachable: true,
                host: 'h',
                version: '0.9',
                models: [{ name: 'm:latest', digest: 'sha256:0123456789abcdef', loaded: true }],
              },
      });
      assert.equal(
        await textOf(providerNodes(overview(), detail)),
        [
          'Providers',
          '  (person) rule:trend | 0.80–1.30× · 67 % (21–94 %) · 3 trades · +12.50',
          '    (graph) weight | ▇█ 1.00 → 1.10',
          '    (graph-line) TRENDING | 1.30× · 67 % (21–94 %) · 3 trades · +12.50',
          '  (warning) ollama:m | 2 failures',
          '    (pass) health | loaded, Ollama 0.9, digest 0123456789ab',
          '    (comment) answers | 90 answers · 10 reused · 40 tokens/s · 2.0 s each',
          '    (error) timeout | ETHUSD 20250131T1300Z · no answer in 60 s',
          'Regimes',
          '  (graph-line) RANGING | 67 % (21–94 %) · 3 trades · +12.50',
          '',
        ].join('\n'),
      );
    });
  });
}
