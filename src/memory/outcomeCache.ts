import { z } from 'zod';
import { SITUATION_FEATURES } from '../market/situation';
import { type BlockKind, packBlock, unpackBlock } from './block';
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

/** An outcome file as it was read; `row` null for one of the Python engine's that cannot be converted. */
export interface CachedFile extends FileStamp {
  readonly id: string;
  readonly row: OutcomeRow | null;
}

// One block. Its header has the ids and, for texts that repeat, a dictionary a field; its payload a column of 64-bit
// floats for each of NUMBERS, then a column of 32-bit codes into the dictionary for each of CODED: some 200 bytes an outcome.
const KIND: BlockKind = { magic: 0x4d454d42, version: 3 };
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
  note: shape.note.unwrap().shape.text.nullable(),
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
  const header = {
    ids: files.map(({ id }) => id),
    dictionaries: Object.fromEntries(
      [...dictionaries].map(([name, entries]) => [name, [...entries.values()].map(({ value }) => value)]),
    ),
  };
  const columns = [...numbers, ...codes].map(({ buffer }) => Buffer.from(buffer));
  return packBlock(KIND, header, Buffer.concat(columns));
}

function numberOf({ row, ...stamp }: CachedFile, name: string): number {
  if (name === 'size' || name === 'modified' || name === 'inode') return stamp[name];
  if (!row) return Number.NaN;
  if (name === 'pnl' || name === 'pnl_pct') return row[name];
  return row.features[name.slice('feature '.length)] ?? Number.NaN;
}

/** Unpacks a cache. @returns null for one that is damaged, torn or of another version: then files are read again. */
export function decodeCache(bytes: Buffer): CachedFile[] | null {
  const block = unpackBlock(KIND, bytes);
  const header = headerSchema.safeParse(block?.header);
  if (!block || !header.success || block.end !== bytes.length) return null;
  const { ids, dictionaries: byName } = header.data;
  const count = ids.length;
  const columns = block.payload;
  if (columns.byteLength !== count * (NUMBERS.length * FLOAT + CODED.length * CODE)) return null;
  const numbers = NUMBERS.map((_, index) => new Float64Array(columns, index * count * FLOAT, count));
  const coded = CODED.map(
    (_, index) => new Uint32Array(columns, NUMBERS.length * count * FLOAT + index * count * CODE, count),
  );
  const [size, modified, inode, pnl, pnlPct, ...features] = numbers;
  const dictionaries = CODED.map((name) => byName[name]);
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

function featuresAt(columns: readonly Float64Array[], index: number): Record<string, number> {
  const features: Record<string, number> = {};
  for (let place = 0; place < columns.length; place += 1) {
    const value = columns[place][index];
    // An outcome's features are never NaN: that stands for a feature it does not have.
    if (!Number.isNaN(value)) features[SITUATION_FEATURES[place]] = value;
  }
  return features;
}
