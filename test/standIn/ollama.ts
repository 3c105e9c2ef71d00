import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Scheduler } from './scheduler';

const chatSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
  format: z
    .object({ properties: z.record(z.string(), z.unknown()), required: z.array(z.string()) })
    .optional(),
  options: z.object({
    num_ctx: z.number(),
    num_predict: z.number(),
    seed: z.number(),
    temperature: z.number(),
  }),
  stream: z.boolean().default(true),
  truncate: z.boolean().default(true),
  think: z.union([z.boolean(), z.enum(['low', 'medium', 'high'])]).optional(),
});
export type ChatAsked = z.infer<typeof chatSchema>;

/** Reply of a model. */
export interface Said {
  readonly content: string;
  readonly thinking?: string;
  readonly doneReason?: 'stop' | 'length';
}

/** Fault of an answer; the rest of a stream is lost. */
export type Fault =
  | { readonly status: number; readonly error?: string; readonly html?: boolean }
  | 'cut'
  | 'broken line'
  | 'error in the stream'
  | 'hang up'
  | 'silent';

export interface StandInOptions {
  readonly models: readonly string[];
  /** Makes the reply to a question; `count`: number of questions before. */
  readonly say?: (asked: ChatAsked, count: number) => Said;
  /** Chooses the fault of an answer. */
  readonly fault?: (asked: ChatAsked, count: number) => Fault | null;
  /** Duration of loading a model, and of one answer, ms. */
  readonly loadMs?: number;
  readonly answerMs?: number;
  /** Promise that an answer waits for; `count`: number of questions before. */
  readonly answering?: (count: number) => Promise<unknown>;
  /** Answers at once, as OLLAMA_NUM_PARALLEL. */
  readonly slots?: number;
  /** Bearer token that a proxy before Ollama asks for. */
  readonly token?: string;
  /** Promise that a pull waits for after its first part. */
  readonly pulling?: () => Promise<unknown>;
}

/**
 * Stands in for an Ollama: speaks the HTTP protocol of docs/api.md and server/routes.go of ollama/ollama (commit fb30760) on a
 * loopback socket, errors included. A model's digest is made of its name.
 */
export class OllamaStandIn {
  readonly asked: ChatAsked[] = [];
  /** Number of requests that are being answered, and the largest such number so far. */
  inFlight = 0;
  mostInFlight = 0;
  /** Number of answers, and of pulls, whose client left before the end. */
  abandoned = 0;
  abandonedPulls = 0;
  readonly machine: Scheduler;
  readonly #models: Set<string>;
  readonly #retagged = new Set<string>();
  #server: Server | null = null;
  #port = 0;

  private constructor(private readonly options: StandInOptions) {
    this.#models = new Set(options.models.map(tagged));
    this.machine = new Scheduler(options.loadMs ?? 0, options.slots ?? 4);
  }

  /** Gives a model other content under the same name. */
  retag(model: string): void {
    this.#retagged.add(tagged(model));
  }

  static async start(options: StandInOptions): Promise<OllamaStandIn> {
    const standIn = new OllamaStandIn(options);
    await standIn.listen();
    return standIn;
  }

  get address(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Listens, at the same port as before where there was one. */
  async listen(): Promise<void> {
    const server = createServer((request, response) => {
      this.route(request, response).catch((error: unknown) => {
        if (!response.headersSent) json(response, 500, { error: String(error) });
      });
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** Cuts all connections and refuses new ones. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = null;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  private async route(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { token } = this.options;
    if (token !== undefined && request.headers.authorization !== `Bearer ${token}`)
      return json(response, 401, { error: 'unauthorized' });
    const text = await bodyOf(request);
    switch (`${request.method} ${request.url}`) {
      case 'GET /api/version':
        return json(response, 200, { version: '0.12.0' });
      case 'GET /api/tags':
        return json(response, 200, { models: [...this.#models].map((name) => this.described(name)) });
      case 'GET /api/ps':
        return json(response, 200, {
          models: this.machine.loaded ? [this.described(this.machine.loaded)] : [],
        });
      case 'POST /api/show':
        return this.show(response, JSON.parse(text).model);
      case 'POST /api/embed':
        return this.embed(response, JSON.parse(text));
      case 'POST /api/pull':
        return this.pull(response, JSON.parse(text));
      case 'POST /api/chat':
        return this.chat(response, text);
      default:
        return response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
    }
  }

  private async chat(response: ServerResponse, text: string): Promise<unknown> {
    const parsed = chatSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return json(response, 400, { error: parsed.error.message });
    const asked = parsed.data;
    const model = tagged(asked.model);
    if (!this.#models.has(model)) return json(response, 404, { error: `model '${asked.model}' not found` });
    if (asked.think && !thinks(asked.model))
      return json(response, 400, { error: `"${asked.model}" does not support thinking` });
    const count = this.asked.length;
    this.asked.push(asked);
    const fault = this.options.fault?.(asked, count) ?? null;
    if (typeof fault === 'object' && fault !== null) {
      if (fault.html)
        return response
          .writeHead(fault.status, { 'content-type': 'text/html' })
          .end('<h1>\u001b[31mBad gateway</h1>');
      return json(response, fault.status, {
        error: fault.error ?? 'the model runner has unexpectedly stopped',
      });
    }
    if (fault === 'hang up') return response.destroy();
    if (fault === 'silent') return null;
    const tokens = asked.messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0);
    if (!asked.truncate && tokens > asked.options.num_ctx)
      return json(response, 400, { error: 'the input length exceeds the context length' });
    let gone = false;
    response.once('close', () => {
      gone = !response.writableEnded;
      if (gone) this.abandoned += 1;
    });
    const arrived = performance.now();
    await this.machine.turn(model);
    const loaded = performance.now();
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    try {
      await this.options.answering?.(count);
      if (this.options.answerMs && !gone) await wait(this.options.answerMs);
      if (!gone) this.stream(response, asked, this.say(asked, count), { fault, arrived, loaded, tokens });
    } finally {
      this.inFlight -= 1;
      this.machine.done();
    }
    return null;
  }

  private stream(
    response: ServerResponse,
    asked: ChatAsked,
    { content, thinking = '', doneReason = 'stop' }: Said,
    {
      fault,
      arrived,
      loaded,
      tokens,
    }: { fault: Fault | null; arrived: number; loaded: number; tokens: number },
  ): void {
    const line = (message: object, end: object = { done: false }) =>
      `${JSON.stringify({ model: asked.model, created_at: new Date().toISOString(), message: { role: 'assistant', content: '', ...message }, ...end })}\n`;
    const parts = (text: string) => text.match(/.{1,4000}/gs) ?? [];
    const ns = (ms: number) => Math.round(ms * 1e6);
    const lines = [
      ...parts(thinking).map((part) => line({ thinking: part })),
      ...parts(content).map((part) => line({ content: part })),
    ];
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    if (fault !== null) {
      response.write(lines[0]);
      if (fault === 'cut') response.write(line({}).slice(0, 20));
      if (fault === 'broken line') response.write('{"model": oops\n');
      if (fault === 'error in the stream')
        response.end(`${JSON.stringify({ error: 'an error was encountered while running the model' })}\n`);
      else setImmediate(() => response.destroy());
      return;
    }
    const said = Math.ceil((thinking.length + content.length) / 4);
    const end = {
      done: true,
      done_reason: doneReason,
      total_duration: ns(performance.now() - arrived),
      load_duration: ns(loaded - arrived),
      prompt_eval_count: tokens,
      prompt_eval_duration: ns(1),
      eval_count: said,
      eval_duration: ns(Math.max(1, performance.now() - loaded)),
    };
    // In one piece: the network joins and cuts lines anyway.
    response.end(lines.join('') + line({}, end));
  }

  private say(asked: ChatAsked, count: number): Said {
    if (this.options.say) return this.options.say(asked, count);
    return { content: JSON.stringify(answerTo(asked)) };
  }

  private described(name: string) {
    const details = {
      parent_model: '',
      format: 'gguf',
      family: 'llama',
      families: ['llama'],
      parameter_size: '3B',
      quantization_level: 'Q4_K_M',
    };
    const digest = digestOf(this.#retagged.has(name) ? `${name}-again` : name);
    return { name, model: name, modified_at: '2025-05-04T17:37:44Z', size: 2e9, digest, details };
  }

  private show(response: ServerResponse, model: string): unknown {
    if (!this.#models.has(tagged(model))) return json(response, 404, { error: `model '${model}' not found` });
    const info = { 'general.architecture': 'llama', 'llama.context_length': 131_072 };
    return json(response, 200, {
      details: {},
      model_info: info,
      capabilities: ['completion', ...(thinks(model) ? ['thinking'] : [])],
    });
  }

  private embed(
    response: ServerResponse,
    { model, input }: { model: string; input: string | string[] },
  ): unknown {
    if (!this.#models.has(tagged(model)))
      return json(response, 404, { error: `model "${model}" not found, try pulling it first` });
    const embeddings = [input]
      .flat()
      .map((text) => [...createHash('sha256').update(text).digest()].map((byte) => byte / 255));
    return json(response, 200, {
      model,
      embeddings,
      total_duration: 1,
      load_duration: 1,
      prompt_eval_count: 1,
    });
  }

  /** Pulls a model, unless its name begins with "none". */
  private async pull(
    response: ServerResponse,
    { model, name = model }: { model?: string; name?: string },
  ): Promise<void> {
    const text = (...lines: object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(text({ status: 'pulling manifest' }));
    if (!name || name.startsWith('none')) {
      response.end(text({ error: 'pull model manifest: file does not exist' }));
      return;
    }
    const digest = `sha256:${digestOf(name)}`;
    const part = (completed: number) => ({
      status: `pulling ${digest.slice(7, 19)}`,
      digest,
      total: 4e6,
      completed,
    });
    response.write(text(part(1e6)));
    const gone = once(response, 'close').then(() => 'gone');
    if (this.options.pulling && (await Promise.race([gone, this.options.pulling()])) === 'gone') {
      this.abandonedPulls += 1;
      return;
    }
    this.#models.add(tagged(name));
    const last = ['verifying sha256 digest', 'writing manifest', 'success'].map((status) => ({ status }));
    response.end(text(part(2e6), part(4e6), ...last));
  }
}

const thinks = (model: string) => model.includes('r1');
const tagged = (model: string) => (model.includes(':') ? model : `${model}:latest`);
/** Makes up the digest of a model. */
export const digestOf = (model: string) => createHash('sha256').update(tagged(model)).digest('hex');

/** Makes up an answer from the model's name and the prompt, in the form that the request asks for. */
export function answerTo({ model, messages, format }: ChatAsked) {
  const [number, other] = createHash('sha256')
    .update(model)
    .update(messages.at(-1)?.content ?? '')
    .digest();
  const action = ['BUY', 'SELL', 'HOLD', 'HOLD', 'CLOSE'][number % 5];
  const answer: Record<string, unknown> = {
    reason: `number ${number}`,
    action,
    confidence: 50 + (other % 50),
  };
  const names = format
    ? Object.keys(format.properties).filter((name) => name in answer)
    : Object.keys(answer);
  return Object.fromEntries(names.map((name) => [name, answer[name]]));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}

function json(response: ServerResponse, status: number, content: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(content));
}
