import { hostFetch } from './hostFetch';

const LONGEST_ERROR = 300;
const NEW_LINE = 10;

/** The host answered with an error. */
export class HostError extends Error {
  override readonly name = 'HostError';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * `fetch` for the `ollama` package, with the guards that the package leaves out. A request can be aborted at any moment,
 * also while the host loads a model and says nothing. No redirect is followed, so that a prompt goes only where the user
 * said. An endless or broken answer is an error, and is printed nowhere.
 * @param answer whether the answer is a stream of JSON lines, and its largest length, bytes.
 */
export function guardedFetch(
  signal: AbortSignal,
  { lines, longest }: { readonly lines: boolean; readonly longest: number },
): typeof fetch {
  return async (input, init) => {
    const abort = init?.signal ? AbortSignal.any([signal, init.signal]) : signal;
    const response = await hostFetch(input, { ...init, signal: abort });
    if (!response.ok) throw new HostError(response.status, await errorOf(response));
    const body = response.body?.pipeThrough(lines ? jsonLines(longest) : bounded(longest));
    return new Response(body, response);
  };
}

/** The message in an error's body, shortened; a proxy in between may answer with anything. */
async function errorOf(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).slice(0, 100 * LONGEST_ERROR);
  let message = text;
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    if (typeof error === 'string') message = error;
  } catch {
    // The body is not an Ollama's, and is shown as it came.
  }
  return printable(`${response.status} ${message || response.statusText}`);
}

/** Shortens a text and drops the characters that a terminal would obey. */
const printable = (text: string) => text.slice(0, LONGEST_ERROR).replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');

function bounded(longest: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.length;
      if (length > longest) throw new HostError(200, `its answer is longer than ${longest} bytes`);
      controller.enqueue(chunk);
    },
  });
}

/** Passes on whole lines that are JSON objects without an error. */
function jsonLines(longest: number): TransformStream<Uint8Array, Uint8Array> {
  let length = 0;
  let rest: Uint8Array[] = [];
  const check = (line: Buffer) => {
    if (line.length === 0) return;
    let content: unknown;
    try {
      content = JSON.parse(line.toString('utf8'));
    } catch {
      content = null;
    }
    if (typeof content !== 'object' || content === null)
      throw new HostError(200, 'it does not answer in JSON');
    if (!('error' in content)) return;
    const { error } = content;
    throw new HostError(500, printable(typeof error === 'string' ? error : 'an error'));
  };
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.length;
      if (length > longest) throw new HostError(200, `its answer is longer than ${longest} bytes`);
      const end = chunk.lastIndexOf(NEW_LINE) + 1;
      if (end === 0) {
        rest.push(chunk);
        return;
      }
      const whole = Buffer.concat([...rest, chunk.subarray(0, end)]);
      rest = [chunk.subarray(end)];
      for (let from = 0; from < whole.length; ) {
        const to = whole.indexOf(NEW_LINE, from);
        check(whole.subarray(from, to));
        from = to + 1;
      }
      controller.enqueue(whole);
    },
    flush(controller) {
      const last = Buffer.concat(rest);
      if (last.length === 0) return;
      // A line without its end was cut; the stream's reader finds that the last line is missing.
      check(last);
      controller.enqueue(last);
    },
  });
}
