import { z } from 'zod';
import { isoTime } from '../../common/calendar';
import { chosen } from '../outcomeChoice';
import type { ToolCall, ToolHost } from '../tool';
import { getOutcome } from '../tools/getOutcome';
import { runSummary } from '../tools/runs';
import { untrusted } from '../untrusted';

const ROWS_A_PAGE = 50;
const SCHEME = 'backtest-memory:';
const KINDS = { outcomes: getOutcome, runs: runSummary } as const;

/** A resource that a client lists, and reads by its address. */
export interface Resource {
  readonly uri: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: 'application/json';
}

/** Templates of resource addresses; `as_of` is the tools' argument. */
export const TEMPLATES = [
  {
    uriTemplate: `${SCHEME}//outcomes/{id}{?as_of}`,
    name: 'outcome',
    title: 'Closed trade',
    description: 'All that is kept of a closed trade, by its decision id; known from its exit on.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: `${SCHEME}//runs/{id}{?as_of}`,
    name: 'run',
    title: 'Backtest run',
    description: 'Figures of a backtest run by quarter, cut at as_of.',
    mimeType: 'application/json',
  },
] as const;

/** A mistake in a client's request. */
export class ResourceError extends Error {}

const cursorSchema = z.tuple([z.number().int().min(0), z.number()]);

/** Lists a page of all runs, then of all outcomes known now, newest first. @throws ResourceError for a bad cursor. */
export async function listResources(
  host: ToolHost,
  cursor: string | undefined,
): Promise<{ resources: Resource[]; nextCursor?: string }> {
  const [from, asOf] = cursor === undefined ? [0, host.now()] : readCursor(cursor);
  await host.workspace.requireOwnFolders();
  const { runs } = await host.workspace.runs();
  const { rows } = await host.workspace.memory();
  const outcomes = chosen(rows, {}, asOf).reverse();
  const all = runs.length + outcomes.length;
  const resources = Array.from({ length: Math.min(ROWS_A_PAGE, Math.max(0, all - from)) }, (_, place) => {
    const index = from + place;
    if (index < runs.length) {
      const { run, state } = runs[index];
      return resource('runs', run, 'Backtest run', state);
    }
    const { id, symbol, side, exitTime } = outcomes[index - runs.length];
    return resource('outcomes', id, 'Closed trade', `${symbol} ${side}, closed ${isoTime(exitTime)}`);
  });
  const next = from + resources.length;
  if (next >= all) return { resources };
  return { resources, nextCursor: Buffer.from(JSON.stringify([next, asOf])).toString('base64url') };
}

function resource(kind: keyof typeof KINDS, id: string, title: string, description: string): Resource {
  const uri = `${SCHEME}//${kind}/${id}`;
  const { untrusted: text } = untrusted(description, 120);
  return { uri, name: id, title, description: text, mimeType: 'application/json' };
}

/** Reads a resource as JSON. @throws ResourceError for a wrong address, or one of something that was not known. */
export async function readResource(uri: string, host: ToolHost, call: ToolCall): Promise<string> {
  const { kind, id, asOf } = addressOf(uri);
  const named = kind === 'runs' ? { run: id } : { decision: id };
  const answer = await KINDS[kind].call({ ...named, as_of: asOf }, host, call);
  if (!answer.ok) throw new ResourceError(answer.problem);
  return JSON.stringify(answer.result, null, 2);
}

function addressOf(uri: string): { kind: keyof typeof KINDS; id: string; asOf: string | undefined } {
  const match = /^backtest-memory:\/\/(outcomes|runs)\/([^/?#]+)(?:\?as_of=([^&#]+))?$/.exec(uri);
  try {
    if (match) {
      const [kind, id, asOf] = [match[1], match[2], match[3]].map((part) => part && decodeURIComponent(part));
      if (kind === 'outcomes' || kind === 'runs') return { kind, id, asOf };
    }
  } catch {
    // The percent-encoding is not valid, so the address is none.
  }
  throw new ResourceError(
    `${JSON.stringify(uri)} is no address of a resource. Take one from resources/list.`,
  );
}

function readCursor(cursor: string): [from: number, asOf: number] {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new ResourceError('The cursor is none of resources/list. Leave it out for the first page.');
  }
}
