import { isDeepStrictEqual } from 'node:util';
import { parseIsoTime } from '../../common/calendar';
import type { ReportRow } from './conversionReport';
import { safeIdOf, shortHash } from './legacyId';

/** A trade out of one old file. */
export interface OldTrade {
  /** Path below the folder that was read. */
  readonly file: string;
  /** The id in the file, or in its name. */
  readonly id: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A trade out of all old files together. */
export interface MergedTrade extends OldTrade {
  /** An id that can be a file name, unique even where upper and lower case are the same. */
  readonly newId: string;
}

/**
 * Merges trades of the same id, asset and entry out of several files. The values of the first file count; fields that only
 * a later file has are added, and its differing values are kept under `other_files`. Different trades of one id (the engine
 * wrote "unknown" for a missing id) stay apart: the later ones get an id with the hash of their content.
 */
export function mergeTrades(trades: readonly OldTrade[]): { merged: MergedTrade[]; rows: ReportRow[] } {
  const groups = new Map<string, MergedTrade[]>();
  const rows: ReportRow[] = [];
  for (const trade of trades) {
    const safe = safeIdOf(trade.id);
    const key = safe.toLowerCase();
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    const place = group.findIndex((one) => isSameTrade(one, trade));
    if (place >= 0) {
      const first = group[place];
      // The engine lists a trade in its history and again among its experiences.
      if (first.file === trade.file && isDeepStrictEqual(first.content, trade.content)) continue;
      const { content, fields } = union(first, trade);
      group[place] = { ...first, content };
      rows.push(...fields.map((row) => ({ file: trade.file, trade: first.newId, ...row })));
    } else if (group.length === 0) group.push({ ...trade, newId: safe });
    else {
      const newId = `${safe}-${shortHash(JSON.stringify([trade.id, trade.content]))}`;
      group.push({ ...trade, newId });
      const note = 'another trade has this id, so it got one of its own';
      rows.push({ file: trade.file, trade: newId, field: 'decision_id', fate: 'kept', note });
    }
  }
  return { merged: [...groups.values()].flat(), rows };
}

function isSameTrade(a: OldTrade, b: OldTrade): boolean {
  return a.id === b.id && a.content.asset_pair === b.content.asset_pair && entryOf(a) === entryOf(b);
}

function entryOf({ content: { entry_timestamp: entry } }: OldTrade): unknown {
  return typeof entry === 'string' ? (parseIsoTime(entry) ?? entry) : entry;
}

function union(first: OldTrade, later: OldTrade) {
  const content: Record<string, unknown> = { ...first.content };
  const otherwise: Record<string, unknown> = {};
  const added: string[] = [];
  for (const [field, value] of Object.entries(later.content)) {
    if (value === null || isDeepStrictEqual(value, content[field])) continue;
    if (content[field] === null || !Object.hasOwn(content, field)) {
      content[field] = value;
      added.push(field);
    } else otherwise[field] = value;
  }
  const differs = Object.keys(otherwise);
  if (differs.length > 0)
    content.other_files = {
      ...(content.other_files as Record<string, unknown> | undefined),
      [later.file]: otherwise,
    };
  const whole = { field: '', fate: 'kept', note: `the same trade is in ${first.file}: merged` } as const;
  const fields = [
    whole,
    ...added.map((field) => ({ field, fate: 'kept', note: `added to what ${first.file} says` }) as const),
    ...differs.map(
      (field) => ({ field, fate: 'kept', note: `it differs from ${first.file}, which counts` }) as const,
    ),
  ];
  return { content, fields };
}
