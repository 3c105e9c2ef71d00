// Whole runs against a host of models that fails in every way at once: what is decided is what an undisturbed host would have
// had decided, however often the run was interrupted. SOAK_QUESTIONS=1000 asks a thousand.
import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { randomNumbers } from '../../src/common/randomNumbers';
import { replayRun } from '../../src/run/replayRun';
import { type Fault, OllamaStandIn, type StandInOptions } from '../standIn/ollama';
import { MODELS, modelWorkspace, repliesOf, resultOf, runModels } from './modelWorkspace';

const QUESTIONS = Number(process.env.SOAK_QUESTIONS ?? 300);
/** Nine questions a day, three symbols to three models, up to the middle of April. */
const FROM = new Date(Date.UTC(2025, 3, 17) - Math.ceil(QUESTIONS / 9) * 86_400_000)
  .toISOString()
  .slice(0, 10);
const MEMORY = 'model requires more system memory (41.5 GiB) than is available (15.2 GiB)';
const CUTS: readonly Fault[] = ['cut', 'broken line', 'error in the stream', 'hang up', { status: 503 }];

/** A host of models whose answers come late, out of order and from a queue, and which dies, restarts and runs out of memory. */
class Chaos {
  readonly #random: () => number;
  #standIn: OllamaStandIn | null = null;
  #restarting: Promise<void> = Promise.resolve();
  /** So many answers more fail for want of memory. */
  #withoutMemory = 0;
  deaths = 0;
  faults = 0;

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
  }

  async start(slots: number): Promise<OllamaStandIn> {
    const options: StandInOptions = {
      models: MODELS,
      slots,
      fault: () => this.fault(),
      answering: () => this.turns(20),
    };
    this.#standIn = await OllamaStandIn.start(options);
    return this.#standIn;
  }

  /** Resolves when the host is not about to come back. */
  restarted(): Promise<void> {
    return this.#restarting;
  }

  private fault(): Fault | null {
    const number = this.#random();
    if (number < 0.01) this.die();
    if (number > 0.98) this.#withoutMemory = Math.ceil(15 * this.#random());
    const isShort = this.#withoutMemory > 0;
    if (isShort) this.#withoutMemory -= 1;
    const fault = isShort
      ? { status: 500, error: MEMORY }
      : number > 0.85
        ? CUTS[Math.floor(CUTS.length * this.#random())]
        : null;
    if (fault) this.faults += 1;
    return fault;
  }

  private die(): void {
    this.deaths += 1;
    this.#restarting = this.#restarting.then(async () => {
      await this.#standIn?.close();
      await this.turns(200);
      await this.#standIn?.listen();
    });
  }

  private async turns(most: number): Promise<void> {
    for (let left = most * this.#random(); left > 0; left -= 1) await turn();
  }
}

describe('a run that asks a host which fails in every way', function () {
  this.timeout(60_000 + 200 * QUESTIONS);

  for (const [seed, slots] of [
    [1, 1],
    [2, 4],
    [3, 1],
  ])
    it(`decides what it would have decided otherwise, ${slots} answers at once, seed ${seed}`, async () => {
      const { folder, definition } = modelWorkspace({ from: FROM });
      const undisturbed = await OllamaStandIn.start({ models: MODELS });
      const calm = await runModels(folder, { kind: 'fresh', definition }, undisturbed.address);
      await undisturbed.close();
      assert.ok(calm.state === 'done', JSON.stringify(calm));
      const expected = resultOf(folder, calm.run.run);
      assert.ok((calm.run.total?.trades ?? 0) > 5);

      const chaos = new Chaos(seed);
      const standIn = await chaos.start(slots);
      let end = await runModels(folder, { kind: 'fresh', definition }, standIn.address);
      let interruptions = 0;
      assert.ok(end.state !== 'failed', JSON.stringify(end));
      const { run } = end.run;
      while (end.state !== 'done') {
        if (end.state === 'interrupted') {
          interruptions += 1;
          assert.match(end.run.problem, /^ollama:\S+ failed 10 times in a row: ./);
        } else {
          // The host died as the run was being opened, which then was not begun.
          assert.ok(
            end.state === 'failed' && /cannot be asked/.test(end.problems[0].message),
            JSON.stringify(end),
          );
        }
        await chaos.restarted();
        end = await runModels(folder, { kind: 'resume', run }, standIn.address);
      }
      await chaos.restarted();
      await standIn.close();
      assert.equal(resultOf(folder, run), expected);
      const replies = repliesOf(folder, run);
      assert.ok(replies.length >= QUESTIONS);
      assert.ok(
        replies.every(({ reply }) => reply !== undefined),
        'nothing that the host failed at is logged as an answer',
      );
      assert.ok(chaos.faults > QUESTIONS / 10 && chaos.deaths + interruptions > 0);
      assert.ok((await replayRun(folder, run, Date.now)).ok);
    });
});
