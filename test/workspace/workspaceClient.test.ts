import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startWorkspaceWorker, type WorkspaceClient } from '../../src/workspace/workspaceClient';
import type { WorkspaceEvents } from '../../src/workspace/workspaceProtocol';
import { tempFolder } from '../tempFolder';

/** Answers questions with their own words, cards never, and `health` with all that it was told without being asked. */
const ECHO = `
const { parentPort } = require('node:worker_threads');
const told = [];
const cards = new Map();
parentPort.on('message', ({ t, i, m, a }) => {
  if (m === 'card') cards.set(i, a);
  if (t === 'c') told.push(['cancel', cards.get(i)]);
  else if (!i) told.push([m, ...a]);
  else if (m !== 'card') parentPort.postMessage({ t: 's', i, r: m === 'health' ? told : [m, ...a] });
});`;

describe('the client of the memory worker', () => {
  let folder: string;
  let client: WorkspaceClient;
  beforeEach(() => {
    folder = tempFolder('client');
    const file = join(folder, 'echo.cjs');
    writeFileSync(file, ECHO);
    client = startWorkspaceWorker(file, folder, {} as WorkspaceEvents, assert.ifError);
  });
  afterEach(() => client.dispose());
  /** What the worker was told that wants no answer. */
  const told = () => client.health({} as Parameters<WorkspaceClient['health']>[0]);

  it('asks the worker what it is asked', async () => {
    // Awaited itself, it is no promise of the worker's.
    const asked = await Promise.resolve(client);
    assert.deepEqual(await asked.find('BTC', 3), ['find', 'BTC', 3]);
    assert.deepEqual(await asked.outcomeFile('id'), ['outcomeFile', 'id']);
  });

  it('waits for no answer where there is none', async () => {
    client.lookAgain();
    assert.deepEqual(await told(), [['lookAgain']]);
  });

  it('tells the worker which question is not wanted any more', async () => {
    const controller = new AbortController();
    void client.card('a', new AbortController().signal);
    void client.card('b', controller.signal);
    controller.abort();
    assert.deepEqual(await told(), [['cancel', ['b']]]);
  });
});
