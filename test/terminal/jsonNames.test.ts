// What `--json` prints is read by other programs: every name in it is snake_case.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BarCache } from '../../src/cards/barCache';
import { importTrades } from '../../src/cards/import/tradeImport';
import { isoTime } from '../../src/common/calendar';
import { DAY } from '../../src/common/timeframe';
import { archiveOutcomes } from '../../src/memory/archive/archive';
import { lexicalEmbedder } from '../../src/memory/embedding/embedder';
import { saveOutcomes } from '../../src/memory/store/memoryFolder';
import { restoreJob } from '../../src/workspace/jobs/restoreJob';
import { searchJob } from '../../src/workspace/jobs/searchJob';
import { similarJob } from '../../src/workspace/jobs/similarJob';
import { statsJob } from '../../src/workspace/jobs/statsJob';
import { verifyJob } from '../../src/workspace/jobs/verifyJob';
import { START, someOutcome, someRow } from '../memory/someOutcome';
import { tempFolder } from '../tempFolder';
import { FIXTURES } from '../tradelog/fixtures';

/** Their members are named by the user's data. */
const BY_DATA = ['providers'];

/** All names in a value as it is printed, but for those that are data. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...namesIn(BY_DATA.includes(name) ? Object.values(member) : member),
  ]);
}

describe('what --json prints', () => {
  let workspace: string;
  beforeEach(async () => {
    workspace = tempFolder('json');
    const memory = join(workspace, 'data/memory');
    mkdirSync(memory, { recursive: true });
    const at = (day: number) => isoTime(START + day * DAY);
    await saveOutcomes(
      memory,
      [0, 1, 2].map((number) =>
        someOutcome(`t${number}`, {
          decision_time: at(20 * number),
          entry_time: at(20 * number),
          exit_time: at(20 * number + 10),
        }),
      ),
    );
  });
  // What is derived may still be written: unlike rmSync, this looks again at what has come.
  afterEach(() => rm(workspace, { recursive: true, maxRetries: 5 }));

  const jobs = {
    verify: () => verifyJob(workspace, false),
    search: () => {
      const request = { text: 'trending', filter: {}, count: 3, archive: false };
      return searchJob(workspace, request, lexicalEmbedder, () => {});
    },
    similar: () => similarJob(workspace, 't2'),
    stats: () => statsJob(workspace),
    async restore() {
      await archiveOutcomes(join(workspace, 'data/memory'), [someRow('t0')]);
      return restoreJob(workspace, 'r1');
    },
    'import-trades': () => {
      const source = { file: join(FIXTURES, 'freqtrade-trades-export.json'), text: null, symbol: 'BTCUSD' };
      return importTrades(workspace, new BarCache(workspace, Date.now), source, false);
    },
  };
  for (const [name, job] of Object.entries(jobs))
    it(`is named in snake_case: ${name}`, async () => {
      const names = namesIn(JSON.parse(JSON.stringify((await job()).json)));
      assert.ok(names.length > 1);
      assert.deepEqual(
        names.filter((one) => !/^[a-z][a-z0-9_]*$/.test(one)),
        [],
      );
    });

  it('has the names of trades.csv for a trade, and times as there', async () => {
    const { json } = await similarJob(workspace, 't2');
    const { as_of: asOf, trade, similar } = JSON.parse(JSON.stringify(json));
    assert.deepEqual([asOf, trade.entry_time], [isoTime(START + 40 * DAY), isoTime(START + 40 * DAY)]);
    assert.deepEqual(
      [trade.asset_pair, trade.side, trade.pnl_pct, similar.length],
      ['BTCUSD', 'long', 10, 2],
    );
  });
});
