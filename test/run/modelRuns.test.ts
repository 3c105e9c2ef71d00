// Whole runs that ask models, over real sockets and files, against the stand-in for Ollama.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findRun } from '../../src/backtest/results/runFiles';
import { logFile } from '../../src/common/files/workspacePaths';
import { ReportService } from '../../src/report/reportData';
import { reportTable } from '../../src/report/reportTable';
import { DecisionTrails, promptOfDecision } from '../../src/run/decisionTrail';
import type { Progress, RunEnd } from '../../src/run/process/protocol';
import { replayRun } from '../../src/run/replayRun';
import { ask, hostOf, resultOf as toolResult } from '../agents/tools/toolHost';
import {
  answerTo,
  type ChatAsked,
  digestOf,
  type Fault,
  OllamaStandIn,
  type StandInOptions,
} from '../standIn/ollama';
import { logOf, MODELS, modelWorkspace, repliesOf, resultOf, runModels } from './modelWorkspace';

/** Two weeks around a quarter's end: so many closes of each of three symbols. */
const SPAN = { from: '2025-03-25', to: '2025-04-07' };
const CLOSES = 14;
const ANSWERS = CLOSES * 3 * MODELS.length;

describe('a run that asks models', function () {
  this.timeout(60_000);
  let standIn: OllamaStandIn;
  let folder: string;
  let definition: string;
  const start = async (options: Partial<StandInOptions> = {}, changes: object = {}) => {
    standIn = await OllamaStandIn.start({ models: MODELS, ...options });
    ({ folder, definition } = modelWorkspace({ ...SPAN, ...changes }));
  };
  afterEach(() => standIn?.close());
  const fresh = (more = {}) => runModels(folder, { kind: 'fresh', definition }, standIn.address, more);
  const resume = (run: string, more = {}) =>
    runModels(folder, { kind: 'resume', run }, standIn.address, more);
  const summaryOf = (end: RunEnd) => {
    assert.ok(end.state !== 'failed', JSON.stringify(end));
    return end.run;
  };

  it('has a whole quarter answered model by model, each loaded once, several requests at a time', async () => {
    await start({ answerMs: 1 });
    const told: Progress[] = [];
    const texts: string[] = [];
    const run = summaryOf(
      await fresh({
        progress: (progress: Progress) => told.push(progress),
        log: (text: string) => texts.push(text),
      }),
    );
    assert.equal(standIn.asked.length, ANSWERS);
    // Three for the first quarter; the second begins with the one that is loaded.
    assert.equal(standIn.machine.loads, 5);
    assert.equal(standIn.mostInFlight, 4);
    assert.match(texts.join(), /126 answers of 3 providers are needed.*5 model loads/);
    assert.ok((run.total?.trades ?? 0) > 3);
    for (const model of MODELS) {
      const record = run.asked[`ollama:${model}`];
      assert.equal(record.answers, ANSWERS / 3);
      assert.ok(record.tokens > 0 && record.saying_ms > 0);
    }
    const last = told.filter(({ asking }) => asking).at(-1)?.asking;
    assert.equal(last?.of, ANSWERS);
    assert.ok((last?.answers ?? 0) > 0 && (last?.tokensPerSecond ?? 0) > 0);
    const [header] = logOf(folder, run.run);
    assert.ok(header.type === 'run');
    assert.deepEqual(
      header.providers.map(({ identity }) => identity),
      MODELS.map(digestOf),
    );
    const replay = await replayRun(folder, run.run, Date.now);
    assert.ok(replay.ok, replay.text);
    assert.equal(standIn.asked.length, ANSWERS, 'a replay asks nobody');
  });

  it('that tells them of the account has each close answered by itself, and comes to the same trades but for what they say', async () => {
    // By the market alone, so that what they are told of the account changes nothing.
    const say: StandInOptions['say'] = ({ messages, ...asked }) => {
      const market = messages[1].content.split('# Account')[0].split('# Memory')[0];
      return {
        content: JSON.stringify(answerTo({ ...asked, messages: [{ role: 'user', content: market }] })),
      };
    };
    await start({ say });
    const early = summaryOf(await fresh());
    const loads = standIn.machine.loads;
    await standIn.close();
    const first = resultOf(folder, early.run);
    await start({ say }, { portfolio: true });
    const late = summaryOf(await fresh());
    assert.equal(standIn.asked.length, ANSWERS);
    assert.equal(standIn.machine.loads, 1 + 2 * CLOSES);
    assert.ok(loads < 10);
    assert.equal(resultOf(folder, late.run), first);
    assert.ok(standIn.asked.every(({ messages }) => /# Account\nCash: /.test(messages[1].content)));
    assert.ok(standIn.asked.some(({ messages }) => /Position: long, entered at/.test(messages[1].content)));
  });

  it('says of models that are missing that they are, before anything is begun', async () => {
    await start({ models: ['llama3.2'] });
    const end = await fresh();
    assert.ok(end.state === 'failed');
    assert.deepEqual(
      end.problems.map(({ missingModel }) => missingModel),
      ['deepseek-r1', 'mistral'],
    );
    assert.equal(end.problems[0].file, definition);
    await standIn.close();
    const unreachable = await fresh();
    assert.ok(unreachable.state === 'failed');
    assert.match(unreachable.problems[0].message, /cannot be asked.*Start Ollama/);
  });

  const keyOf = ({ model, messages }: ChatAsked) => model + messages[1].content;
  /** Every sixth question of the run's middle fails, for good. */
  const broken = (fault: Fault): StandInOptions['fault'] => {
    const questions = new Set<string>();
    const chosen = new Set<string>();
    return (asked) => {
      const key = keyOf(asked);
      const place = questions.size;
      const isNew = !questions.has(key);
      questions.add(key);
      if (isNew && place >= 30 && place < 100 && place % 6 === 0) chosen.add(key);
      return chosen.has(key) ? fault : null;
    };
  };
  const faults: [what: string, Partial<StandInOptions>, cause: string][] = [
    ['a crash', { fault: broken({ status: 500 }) }, 'server error'],
    ['a missing model', { fault: broken({ status: 404, error: 'model not found' }) }, 'refused'],
    ['a cut stream', { fault: broken('cut') }, 'cut off'],
    ['a broken stream', { fault: broken('broken line') }, 'server error'],
    ['an error in the stream', { fault: broken('error in the stream') }, 'server error'],
    ['a hung-up connection', { fault: broken('hang up') }, 'unreachable'],
    ['silence', { fault: broken('silent') }, 'deadline'],
  ];
  for (const [what, options, cause] of faults) {
    it(`ends right with ${what} in its middle, cancelled and resumed: counted by cause, voted without, not asked again`, async () => {
      const cancel = new AbortController();
      const questions = new Set<string>();
      await start({
        ...options,
        fault(asked, count) {
          questions.add(keyOf(asked));
          if (questions.size === 110) cancel.abort();
          return options.fault?.(asked, count) ?? null;
        },
      });
      const host = cause === 'deadline' ? { deadline: 250 } : {};
      const { run: id, state } = summaryOf(await fresh({ host, signal: cancel.signal }));
      assert.equal(state, 'cancelled');
      const requests = new Map<string, string>();
      const known = new Set<string>();
      for (const entry of logOf(folder, id)) {
        if (entry.type === 'request') requests.set(entry.sha256, keyOf(entry.request as ChatAsked));
        if (entry.type === 'reply') known.add(requests.get(entry.request) ?? '');
      }
      const before = standIn.asked.length;
      const run = summaryOf(await resume(id, { host }));
      const again = new Set(standIn.asked.slice(before).map(keyOf));
      const missing = [...again].filter((key) => !known.has(key));
      assert.equal(missing.length, ANSWERS - known.size, 'what is missing is asked');
      assert.equal(run.state, 'done');
      const replies = repliesOf(folder, run.run);
      const failed = replies.filter(({ failure }) => failure !== undefined);
      assert.ok(failed.length >= 6, `${failed.length} failed`);
      assert.ok(failed.every((line) => line.cause === cause && line.reply === undefined));
      assert.equal(replies.length, ANSWERS);
      const failedNow = failed.filter(({ request }) => !requests.has(request)).length;
      assert.ok(
        again.size - missing.length <= failedNow,
        'what is logged only to see whether a host answers',
      );
      const counted = Object.values(run.asked).reduce(
        (sum, { failures }) => sum + (failures[cause as 'refused'] ?? 0),
        0,
      );
      assert.equal(counted, failed.length);
      const shown = await new DecisionTrails(logFile(folder, run.run)).failures();
      assert.equal(shown.length, failed.length);
      for (const { decision } of shown) assert.match(decision, /^(ALPHAUSD|BETAUSD|GAMMA_USD) \d{8}T\d{4}Z$/);
      const line = logOf(folder, run.run)[shown[0].line - 1];
      assert.ok(line.type === 'reply' && line.failure === shown[0].message);
      const replay = await replayRun(folder, run.run, Date.now);
      assert.ok(replay.ok, replay.text);
    });
  }

  const gone: [what: string, fault: Fault | null, words: RegExp][] = [
    ['is gone', null, /127\.0\.0\.1:\d+ cannot be reached \(.*ECONNREFUSED/],
    [
      'has no memory',
      { status: 500, error: 'model requires more system memory (41.5 GiB) than is available (15.2 GiB)' },
      /: 500 model requires more system memory \(41\.5 GiB\)/,
    ],
    ['lost its model', { status: 404, error: "model 'mistral' not found" }, /404 model 'mistral' not found/],
    ['hangs up in the middle of an answer', 'cut', /its answer was cut off/],
  ];
  for (const [what, fault, words] of gone) {
    it(`is interrupted where the host ${what}, with its words and nothing made up, and resumed to the same end`, async () => {
      await start();
      const calm = resultOf(folder, summaryOf(await fresh()).run);
      await standIn.close();

      let isGone = false;
      await start({
        fault: () => (isGone ? fault : null),
        say(asked, count) {
          if (count === 60) {
            isGone = true;
            if (fault === null) void standIn.close();
          }
          return { content: JSON.stringify(answerTo(asked)) };
        },
      });
      const end = await fresh();
      assert.equal(end.state, 'interrupted');
      const { run, problem, finished } = summaryOf(end);
      assert.match(problem ?? '', /^ollama:[\w.-]+ failed 10 times in a row: /);
      assert.match(problem ?? '', words);
      assert.ok(finished);
      assert.deepEqual(await findRun(folder, run), summaryOf(end), 'run.json says so');
      const replies = repliesOf(folder, run);
      assert.ok(replies.every(({ failure }) => failure === undefined));
      assert.ok(replies.length >= 55 && replies.length <= 62, `${replies.length} answers are kept`);
      assert.match(reportTable(summaryOf(end)), /What was answered is kept; “resume models-.*” goes on/);
      const report = await new ReportService(folder, async () => []).report(run, null);
      assert.ok(report && 'state' in report && report.state === 'interrupted');
      const host = hostOf(folder, { start: async () => end });
      const told = await toolResult<{ state: string; problems: { untrusted: string }[] }>(
        ask(host, 'backtest_start_run', { definition: 'models' }),
      );
      assert.equal(told.state, 'interrupted');
      assert.match(told.problems[0].untrusted, words);

      const still = await resume(run);
      assert.equal(still.state, fault === null ? 'failed' : 'interrupted');
      isGone = false;
      if (fault === null) await standIn.listen();
      const before = standIn.asked.length;
      const resumed = summaryOf(await resume(run));
      assert.equal(resumed.state, 'done');
      assert.equal(resumed.problem, null);
      assert.equal(standIn.asked.length - before, ANSWERS - replies.length, 'what is logged is not asked');
      assert.equal(resultOf(folder, run), calm);
      assert.ok((await replayRun(folder, run, Date.now)).ok);
    });
  }

  it('that is cancelled stops at once, and resumed asks only what is missing, to the same end', async () => {
    await start();
    const calm = resultOf(folder, summaryOf(await fresh()).run);
    await standIn.close();

    const cancel = new AbortController();
    await start({
      answerMs: 2,
      say(asked, count) {
        if (count === 60) cancel.abort();
        return { content: JSON.stringify(answerTo(asked)) };
      },
    });
    const run = summaryOf(await fresh({ signal: cancel.signal }));
    assert.equal(run.state, 'cancelled');
    const logged = repliesOf(folder, run.run).length;
    assert.ok(logged >= 55 && logged <= 65, `${logged} answers are kept`);
    const before = standIn.asked.length;
    const resumed = summaryOf(await resume(run.run));
    assert.equal(resumed.state, 'done');
    assert.equal(standIn.asked.length - before, ANSWERS - logged);
    assert.equal(resultOf(folder, run.run), calm);
    assert.equal(
      Object.values(resumed.asked).reduce((sum, { answers }) => sum + answers, 0),
      ANSWERS,
    );
  });

  it('is not resumed with a model of another content under the same name', async () => {
    const cancel = new AbortController();
    await start({
      say(asked, count) {
        if (count === 20) cancel.abort();
        return { content: JSON.stringify(answerTo(asked)) };
      },
    });
    const run = summaryOf(await fresh({ signal: cancel.signal }));
    standIn.retag('mistral');
    const end = await resume(run.run);
    assert.ok(end.state === 'failed');
    assert.match(end.problems[0].message, /providers: 2\.identity was/);
  });

  it('reuses what an earlier run was answered to the very same, and says so, where its definition does', async () => {
    await start({}, { reuse: true });
    const first = summaryOf(await fresh());
    assert.equal(standIn.asked.length, ANSWERS);
    const second = summaryOf(await fresh());
    assert.equal(standIn.asked.length, ANSWERS, 'nobody is asked again');
    assert.equal(resultOf(folder, second.run), resultOf(folder, first.run));
    const replies = repliesOf(folder, second.run);
    assert.ok(replies.every(({ reused }) => reused?.run === first.run));
    assert.equal(second.asked['ollama:mistral'].reused, ANSWERS / 3);
    assert.ok((await replayRun(folder, second.run, Date.now)).ok);
    // Another content under the same name is another model.
    standIn.retag('mistral');
    const third = summaryOf(await fresh());
    assert.equal(standIn.asked.length, ANSWERS + ANSWERS / 3);
    assert.equal(third.asked['ollama:mistral'].reused, 0);
    assert.equal(third.asked['ollama:llama3.2'].reused, ANSWERS / 3);
  });

  it('reuses what was answered blind for a market at another price, with stop and target at its own', async () => {
    const say: StandInOptions['say'] = (asked) => ({
      content: JSON.stringify({ ...answerTo(asked), stop: 97, target: 105 }),
    });
    // Within a quarter, so that nothing is remembered.
    await start({ say }, { reuse: true, blind: true, from: '2025-04-01', to: '2025-04-20' });
    const first = summaryOf(await fresh());
    const asked = standIn.asked.length;
    for (const name of readdirSync(join(folder, 'data/market'))) {
      const file = join(folder, 'data/market', name);
      const doubled = readFileSync(file, 'utf8').replaceAll(
        /^(\d{4}\S+?),([\d.]+),([\d.]+),([\d.]+),([\d.]+),/gm,
        (_, time, ...prices) => `${[time, ...prices.slice(0, 4).map((price) => 2 * Number(price))].join()},`,
      );
      writeFileSync(file, doubled);
    }
    const second = summaryOf(await fresh());
    assert.equal(standIn.asked.length, asked, 'a blind model knows no difference');
    const [before, after] = [first, second].map(({ run }) => repliesOf(folder, run));
    const stops = (lines: typeof before, run: string) =>
      new Map(lines.map((line) => [line.provider + line.decision_id.replace(run, ''), line.reply?.stop]));
    const own = stops(after, second.run);
    for (const [key, stop] of stops(before, first.run)) {
      const other = own.get(key);
      assert.ok(stop && other && Math.abs(other / stop - 2) < 1e-12, key);
    }
  });

  it('does not reuse where its definition does not say so', async () => {
    await start();
    summaryOf(await fresh());
    summaryOf(await fresh());
    assert.equal(standIn.asked.length, 2 * ANSWERS);
  });

  it('keeps what was said and could not be used, and shows it with the decision', async () => {
    const refusal = 'I cannot give financial advice.';
    await start({
      say: (asked) => ({ content: asked.model === 'mistral' ? refusal : JSON.stringify(answerTo(asked)) }),
    });
    const run = summaryOf(await fresh());
    const failed = repliesOf(folder, run.run).filter(({ provider }) => provider === 'ollama:mistral');
    assert.ok(failed.every(({ said }) => said?.join() === [refusal, refusal].join()));
    const [{ decision_id: id }] = failed;
    assert.match(
      await promptOfDecision(folder, run.run, id),
      /--- said, and not usable ---\nI cannot give financial advice\.\n/,
    );
    const [failure] = await new DecisionTrails(logFile(folder, run.run)).failures();
    assert.deepEqual(failure.said, [refusal, refusal]);
    const reports = new ReportService(folder, async () => []);
    const report = await reports.report(run.run, null);
    assert.ok(report && 'failing' in report);
    assert.deepEqual(report.failing, [{ provider: 'ollama:mistral', failed: 42, questions: 42, share: 1 }]);
    assert.equal(run.asked['ollama:mistral'].failure_share, 1);
    const detail = await reports.trade(run.run, id);
    assert.ok('replies' in detail);
    assert.deepEqual(detail.replies.find(({ provider }) => provider === 'ollama:mistral')?.said, [
      refusal,
      refusal,
    ]);
    assert.ok((await replayRun(folder, run.run, Date.now)).ok);
  });

  it('notes a model whose confidences look like fractions, and no other', async () => {
    await start({
      say: (asked) => {
        const answer = answerTo(asked);
        const fraction = { ...answer, confidence: Number(answer.confidence) / 100 };
        return { content: JSON.stringify(asked.model === 'mistral' ? fraction : answer) };
      },
    });
    const { notes } = summaryOf(await fresh());
    const told = notes.filter((text) => text.includes('confidences'));
    assert.equal(told.length, 1);
    assert.match(
      told[0],
      /^ollama:mistral: all its confidences lie between 0 and 1: .* 0 to 100 is expected$/,
    );
  });

  it('shows the exact prompt of any decision, with thinking and answer', async () => {
    await start({ say: (asked) => ({ content: JSON.stringify(answerTo(asked)), thinking: 'let me see' }) });
    const run = summaryOf(await fresh());
    const [reply] = repliesOf(folder, run.run);
    const text = await promptOfDecision(folder, run.run, reply.decision_id);
    assert.equal(text.split('--- answer ---').length - 1, MODELS.length);
    const sent = standIn.asked.filter(({ messages }) => text.includes(messages[1].content));
    assert.equal(sent.length, MODELS.length);
    assert.ok(text.includes('--- thinking ---\nlet me see') && text.includes('"action"'));
  });
});
