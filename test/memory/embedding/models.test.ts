// Real models over real sockets and files: the bundled pipeline, an Ollama stand-in, a download host.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { downloadModel } from '../../../src/memory/embedding/modelDownload';
import { openEmbedder } from '../../../src/workspace/embedderChoice';
import { tempFolder } from '../../tempFolder';
import { writeTinyModel } from './tinyModel';

const DIST = resolve('dist');

describe('embedding by a model', function () {
  this.timeout(30_000);
  let folder: string;
  let server: Server | null = null;
  beforeEach(() => {
    folder = tempFolder('models');
  });
  afterEach(() => {
    server?.close();
    server = null;
  });
  const serve = async (listener: RequestListener) => {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((up) => listening.listen(0, '127.0.0.1', up));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  };

  it('runs the bundled pipeline on an ONNX model, and agrees with the arithmetic', async () => {
    const model = join(folder, 'tiny');
    const { vocabulary, words, segments } = writeTinyModel(model);
    const embedder = await openEmbedder({ kind: 'model', folder: model }, DIST);
    assert.match(embedder.id, /^transformers:tiny@[0-9a-f]{16}$/);
    // A token's vector is its row and the row of the first segment. Three words, three tokens.
    const tokens = ['[CLS]', 'long', 'stop', 'trend', '[SEP]'].map((token) => vocabulary.indexOf(token));
    const mean = Array.from({ length: embedder.width }, (_, place) =>
      tokens.reduce((sum, token) => sum + words[token * embedder.width + place] + segments[place], 0),
    );
    const length = Math.hypot(...mean);
    const vector = await embedder.embed('long stop trend');
    vector.forEach((value, place) => {
      assert.ok(Math.abs(value - mean[place] / length) < 1e-6);
    });
  });

  it('says of a folder that is no model what it should have', async () => {
    await assert.rejects(
      openEmbedder({ kind: 'model', folder }, DIST),
      /it is no model that loads \(there is no onnx\/model_quantized\.onnx\)\. Name a folder with config\.json/,
    );
  });

  it('asks an Ollama, and knows a model by its digest', async () => {
    const host = await serve(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/tags')
        return response.end(JSON.stringify({ models: [{ name: 'tiny:latest', digest: 'f00d'.repeat(16) }] }));
      const { model, input } = JSON.parse(body);
      if (model !== 'tiny') {
        response.statusCode = 404;
        return response.end(JSON.stringify({ error: `model "${model}" not found, try pulling it first` }));
      }
      return response.end(JSON.stringify({ model, embeddings: [[input.length, 0, 0]] }));
    });
    const embedder = await openEmbedder({ kind: 'ollama', host, model: 'tiny' }, DIST);
    assert.equal(embedder.id, 'ollama:tiny@f00df00df00df00d');
    assert.deepEqual([...(await embedder.embed('some text'))], [1, 0, 0]);
    await assert.rejects(
      openEmbedder({ kind: 'ollama', host, model: 'none' }, DIST),
      /Ollama cannot embed with none \(.*not found.*\)\. Start Ollama and run "ollama pull none"/,
    );
  });

  it('says so when there is no Ollama', async () => {
    const host = await serve(() => {});
    server?.close();
    await assert.rejects(
      openEmbedder({ kind: 'ollama', host, model: 'x' }, DIST),
      /ECONNREFUSED.*Start Ollama/,
    );
  });

  describe('that is downloaded', () => {
    const content = (name: string) => Buffer.from(`content of ${name}`.repeat(1000));
    const nameOf = (url: string) => url.replace('/some/model/resolve/main/', '');
    const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const download = (host: string, told: string[] = []) =>
      downloadModel({
        host,
        model: 'some/model',
        folder,
        signal: AbortSignal.timeout(10_000),
        progress: (file, done, of) => told.push(`${file} ${done} ${of}`),
      });
    const parts = () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => /part$/.test(one));

    it('comes whole, with progress, and not twice', async () => {
      let asked = 0;
      const host = await serve((request, response) => {
        asked += 1;
        const bytes = content(nameOf(request.url ?? ''));
        response.writeHead(200, { 'content-length': bytes.length, 'x-linked-etag': `"${sha256(bytes)}"` });
        response.end(bytes);
      });
      const told: string[] = [];
      const model = await download(host, told);
      assert.deepEqual(
        readFileSync(join(model, 'onnx/model_quantized.onnx')),
        content('onnx/model_quantized.onnx'),
      );
      assert.ok(told.some((line) => /^tokenizer\.json (\d+) \1$/.test(line)));
      assert.equal(asked, 4);
      assert.equal(await download(host), model);
      assert.equal(asked, 4);
    });

    const faults: [string, RequestListener, RegExp][] = [
      ['refused', (_, response) => response.writeHead(403).end(), /the host answers 403/],
      [
        'cut off',
        (_, response) => {
          response.writeHead(200, { 'content-length': 5000 });
          response.write('half');
          response.destroy();
        },
        /could not be downloaded/,
      ],
      [
        'damaged',
        (_, response) =>
          response.writeHead(200, { 'x-linked-etag': `"${'0'.repeat(64)}"` }).end('other bytes'),
        /its checksum is not the one that the host tells/,
      ],
    ];
    for (const [name, listener, message] of faults) {
      it(`says that it was ${name}, and keeps nothing of it`, async () => {
        const host = await serve(listener);
        await assert.rejects(download(host), (error: Error) => {
          assert.match(error.message, message);
          assert.match(error.message, /lexical search goes on/);
          return true;
        });
        assert.deepEqual(parts(), []);
        assert.ok(!existsSync(join(folder, 'some--model/config.json')));
      });
    }
  });
});
