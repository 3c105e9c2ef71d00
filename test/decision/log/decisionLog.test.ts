import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../../src/common/inputError';
import { DecisionLog } from '../../../src/decision/log/decisionLog';
import type { ComputedEntry } from '../../../src/decision/log/logEntry';
import { tempFolder } from '../../tempFolder';
import { someHeader } from './someHeader';

const weights = (hour: number, trend = 1): ComputedEntry => ({
  type: 'weights',
  time: `2025-01-01T${String(hour).padStart(2, '0')}:00:00Z`,
  multipliers: { trend },
});

describe('the decision log', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = tempFolder('log');
    file = join(folder, 'decisions.jsonl');
  });

  async function written(count: number): Promise<string> {
    const log = await DecisionLog.create(file, someHeader);
    for (let hour = 0; hour < count; hour += 1) log.compute(weights(hour));
    await log.flushed();
    await log.close();
    return readFileSync(file, 'utf8');
  }

  it('grown in two plays is the same, to the byte, as grown in one', async () => {
    const whole = await written(8);
    rmSync(file);
    await written(3);
    const { log, header } = await DecisionLog.open(file, 'resume');
    assert.deepEqual(header, someHeader);
    for (let hour = 0; hour < 8; hour += 1) log.compute(weights(hour));
    await log.close();
    assert.equal(readFileSync(file, 'utf8'), whole);
    assert.equal(log.end.lines, 9);
  });

  it('is not begun where there is one', async () => {
    const before = await written(1);
    await assert.rejects(DecisionLog.create(file, someHeader), /EEXIST/);
    assert.equal(readFileSync(file, 'utf8'), before);
  });

  it('answers in any order, each once, and a replay has nothing but that', async () => {
    await written(3);
    const { log } = await DecisionLog.open(file, 'replay');
    log.compute(weights(2));
    log.compute(weights(0));
    assert.throws(() => log.compute(weights(2)), /has no "weights 2025-01-01T02/);
    assert.throws(() => log.compute(weights(1, 2)), /multipliers\.trend was 1 and is 2$|is 2\. Run/);
    await log.close();
  });

  it('that another engine made says so where it differs', async () => {
    const made = await DecisionLog.create(file, { ...someHeader, v8: '1.2.3' });
    made.compute(weights(0));
    await made.flushed();
    await made.close();
    const { log } = await DecisionLog.open(file, 'replay');
    const both = `is 2 \\(the run was made with V8 1\\.2\\.3, and this is V8 ${process.versions.v8}\\)`;
    assert.throws(() => log.compute(weights(0, 2)), new RegExp(both));
    await log.close();
  });

  it('cut anywhere after its header is continued from its last whole line', async () => {
    const text = await written(4);
    const bytes = Buffer.from(text);
    const first = bytes.indexOf(10) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: first, max: bytes.length }), async (cut) => {
        writeFileSync(file, bytes.subarray(0, cut));
        const { log, torn } = await DecisionLog.open(file, 'resume');
        assert.equal(torn, cut - (bytes.subarray(0, cut).lastIndexOf(10) + 1));
        for (let hour = 0; hour < 4; hour += 1) log.compute(weights(hour));
        await log.close();
        assert.equal(readFileSync(file, 'utf8'), text);
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  it('with any byte changed before its last line is found out', async () => {
    const bytes = Buffer.from(await written(4));
    const last = bytes.lastIndexOf(10, bytes.length - 2);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: last }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(bytes);
          changed[at] ^= flip;
          writeFileSync(file, changed);
          await assert.rejects(DecisionLog.open(file, 'resume'), InputError);
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });

  it('with a line put in, taken out or added is found out', async () => {
    const lines = (await written(4)).trim().split('\n');
    for (const other of [
      lines.toSpliced(2, 1),
      lines.toSpliced(2, 0, lines[2]),
      [lines[0], lines[2], lines[1], ...lines.slice(3)],
    ]) {
      writeFileSync(file, `${other.join('\n')}\n`);
      await assert.rejects(DecisionLog.open(file, 'replay'), /does not follow from the one before it/);
    }
    writeFileSync(file, `${lines.join('\n')}\n`);
    appendFileSync(file, '{}\n');
    await assert.rejects(DecisionLog.open(file, 'replay'), InputError);
  });
});
