import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { SITUATION_FEATURES } from '../market/situation';
import { outcomeSchema } from './outcome';
import type { OutcomeRow } from './outcomeRow';

/** What told a file's content from another when it was read. */
export interface FileStamp {
  readonly size: number;
  /** Epoch ms, with its fraction. */
  readonly modified: number;
  /** An atomic replacement has another, even at the same instant and size. */
  readonly inode: number;
}

/** An outcome file as it was read; `row` null for one of the Python engine's. */
export interface CachedFile extends FileStamp {
  readonly id: string;
  readonly row: OutcomeRow | null;
}

// The layout, little-endian: magic, version, checksum of all that follows, length of the header, the header (JSON,
// padded to 8 bytes), then a column of 64-bit floats for each of NUMBERS and a column of 32-bit codes for each of CODED.
// Texts that repeat are codes into the header's dictionaries, which makes the whole some 200 bytes an outcome.
const MAGIC = 0x4d454d42;
const VERSION = 1;
const PREFIX = 16;
const FLOAT = 8;
const CODE = 4;

const FEATURE_COLUMNS = SITUATION_FEATURES.map((feature) => `feature ${feature}`);
const NUMBERS = ['size', 'modified', 'inode', 'pnl', 'pnl_pct', ...FEATURE_COLUMNS];

const { shape } = outcomeSchema;
const dictionarySchemas = {
  run_id: shape.run_id,
  definition: shape.definition,
  quarter: shape.quarter,
  asset_pair: shape.asset_pair,
  action: shape.action,
  decision_time: shape.decision_time,
  entry_time: shape.entry_time,
  exit_time: shape.exit_time,
  exit_reason: shape.exit_reason,
  ai_provider_used: shape.ai_provider_used,
  market_regime: shape.market_regime,
  tags: shape.tags,
  votes: z.array(z.object({ provider: z.string(), action: z.enum(['BUY', 'SELL', 'HOLD', 'CLOSE']) })),
} as const;
type Coded = keyof typeof dictionarySchemas;
const CODED = Object.keys(dictionarySchemas) as Coded[];
/** The code of a file without a row. */
const NO_ROW = 0xffffffff;

const headerSchema = z.object({
  ids: z.array(z.string()),
  dictionaries: z.object(
    Object.fromEntries(CODED.map((name) => [name, z.array(dictionarySchemas[name] as z.ZodType)])),
  ),
});

/** Packs what was read of a folder's outcome files. */
export function encodeCache(files: readonly CachedFile[]): Buffer {
  const dictionaries = new Map(
    CODED.map((name) => [name, new Map<string, { code: number; value: unknown }>()]),
  );
  const codes = CODED.map((name) => {
    const dictionary = dictionaries.get(name) ?? new Map();
    return Uint32Array.from(files, ({ row }) => {
      if (!row) return NO_ROW;
      const value = row[name];
      const key = typeof value === 'string' ? value : JSON.stringify(value);
      const known = dictionary.get(key);
      if (known) return known.code;
      dictionary.set(key, { code: dictionary.size, value });
      return dictionary.size - 1;
    });
  });
  const numbers = NUMBERS.map((name) => Float64Array.from(files, (file) => numberOf(file, name)));
  const header = Buffer.from(
    JSON.stringify({
      ids: files.map(({ id }) => id),
      dictionaries: Object.fromEntries(
        [...dictionaries].map(([name, entries]) => [name, [...entries.values()].map(({ value }) => value)]),
      ),
    }),
  );
  const padding = Buffer.alloc((FLOAT - ((PREFIX + header.length) % FLOAT)) % FLOAT, ' ');
  const columns = [...numbers, ...codes].map(({ buffer }) => Buffer.from(buffer));
  const body = Buffer.concat([header, padding, ...columns]);
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32LE(MAGIC, 0);
  prefix.writeUInt32LE(VERSION, 4);
  prefix.writeUInt32LE(crc32(body), 8);
  prefix.writeUInt32LE(header.length + padding.length, 12);
  return Buffer.concat([prefix, body]);
}

function numberOf({ row, ...stamp }: CachedFile, name: string): number {
  if (name === 'size' || name === 'modified' || name === 'inode') return stamp[name];
  if (!row) return Number.NaN;
  if (name === 'pnl' || name === 'pnl_pct') return row[name];
  return row.features[name.slice('feature '.length)] ?? Number.NaN;
}

/** Unpacks a cache. @returns null for one that is damaged, torn or of another version: then files are read again. */
export function decodeCache(bytes: Buffer): CachedFile[] | null {
  if (bytes.length < PREFIX || bytes.readUInt32LE(0) !== MAGIC || bytes.readUInt32LE(4) !== VERSION)
    return null;
  const body = bytes.subarray(PREFIX);
  const headerLength = bytes.readUInt32LE(12);
  if (bytes.readUInt32LE(8) !== crc32(body) || headerLength > body.length) return null;
  const header = readHeader(body.subarray(0, headerLength).toString());
  if (!header) return null;
  const { ids } = header;
  const count = ids.length;
  if (body.length !== headerLength + count * (NUMBERS.length * FLOAT + CODED.length * CODE)) return null;

  // A copy, since typed arrays must start at a multiple of their element's size.
  const columns = Uint8Array.prototype.slice.call(body, headerLength).buffer;
  const numbers = NUMBERS.map((_, index) => new Float64Array(columns, index * count * FLOAT, count));
  const coded = CODED.map(
    (_, index) => new Uint32Array(columns, NUMBERS.length * count * FLOAT + index * count * CODE, count),
  );
  const [size, modified, inode, pnl, pnlPct, ...features] = numbers;
  const dictionaries = CODED.map((name) => header.dictionaries[name]);
  const inRange = coded.every((codes, column) =>
    codes.every((code) => code === NO_ROW || code < dictionaries[column].length),
  );
  if (!inRange) return null;
  const rowAt = (index: number): OutcomeRow => {
    const row: Record<string, unknown> = { decision_id: ids[index], pnl: pnl[index], pnl_pct: pnlPct[index] };
    for (let column = 0; column < CODED.length; column += 1)
      row[CODED[column]] = dictionaries[column][coded[column][index]];
    row.features = featuresAt(features, index);
    // Each dictionary was checked by its field's own schema.
    return row as unknown as OutcomeRow;
  };
  return ids.map((id, index) => ({
    id,
    size: size[index],
    modified: modified[index],
    inode: inode[index],
    row: coded[0][index] === NO_ROW ? null : rowAt(index),
  }));
}

function readHeader(text: string): z.infer<typeof headerSchema> | null {
  try {
    const parsed = headerSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function featuresAt(columns: readonly Float64Array[], index: number): Record<string, number> {
  const features: Record<string, number> = {};
  for (let place = 0; place < columns.length; place += 1) {
    const value = columns[place][index];
    // An outcome's features are never NaN: that stands for a feature it does not have.
    if (!Number.isNaN(value)) features[SITUATION_FEATURES[place]] = value;
  }
  return features;
}
