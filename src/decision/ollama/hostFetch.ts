import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';

/**
 * `fetch` without deadlines of its own and without redirects, for the requests of the `ollama` package. Node's `fetch` gives up
 * after 300 s without a header or a part of the body, although a question may wait for longer in its host's queue.
 * @throws whatever the connection fails by; an aborted request fails as `fetch` does.
 */
export const hostFetch: typeof fetch = async (input, init = {}) => {
  const url = new URL(input instanceof Request ? input.url : input);
  const { method, body, signal } = init;
  const headers = Object.fromEntries(new Headers(init.headers));
  const send = url.protocol === 'https:' ? requestSecure : requestPlain;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = send(url, { method, headers, signal: signal ?? undefined }, resolve);
    sent.on('error', reject);
    sent.end(body);
  });
  return new Response(Readable.toWeb(answer) as NodeStream<Uint8Array> as ReadableStream<Uint8Array>, {
    status: answer.statusCode,
    statusText: answer.statusMessage,
    headers: Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]),
  });
};
