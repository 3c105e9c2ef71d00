import { z } from 'zod';
import { type BlockKind, packBlock, unpackBlock } from '../../common/files/block';
import { SITUATION_FEATURES, type SituationFeature } from '../../market/situationFeatures';
import { ACTIONS, outcomeSchema } from '../outcome';
import type { OutcomeRow } from '../outcomeRow';
import type { FileStamp } from './fileStamps';
import { idOfOutcomeFile } from './outcomeFileName';

/** An outcome file as it was read; `row` null for one of the Python engine's that cannot be converted. */
export interface CachedFile extends FileStamp {
  /** Its file's name. */
  readonly name: string;
  /** Which of the folder's outcome files it was when they were last listed, or NOWHERE. */
  readonly place: number;
  readonly row: OutcomeRow | null;
}

// One block. Its header has a dictionary for each field whose values repeat; its payload a column of 64-bit floats for each
// of NUMBERS, a column of 32-bit codes into a dictionary for each of CODED, then the files' names with a NUL after each.
const KIND: BlockKind = { magic: 0x4d454d42, version: 5 };
const FLOAT = 8;
const CODE = 4;
const END_OF_NAME = '\0';

const FEATURE_COLUMNS = SITUATION_FEATURES.map((feature) => `feature ${feature}`);
const NUMBERS = ['size', 'changed', 'inode', 'place', 'pnl', 'pnl_pct', ...FEATURE_COLUMNS];

const { shape } = outcomeSchema;
const headerSchema = z.object({
  time: z.array(shape.exit_time),
  run_id: z.array(shape.run_id),
  definition: z.array(shape.definition),
  quarter: z.array(shape.quarter),
  asset_pair: z.array(shape.asset_pair),
  action: z.array(shape.action),
  exit_reason: z.array(shape.exit_reason),
  ai_provider_used: z.array(shape.ai_provider_used),
  market_regime: z.array(shape.market_regime),
  tags: z.array(shape.tags),
  votes: z.array(z.array(z.object({ provider: z.string(), action: z.enum(ACTIONS) }))),
  note: z.array(shape.note.unwrap().shape.text.nullable()),
});
type Dictionary = keyof z.infer<typeof headerSchema>;

/** The coded fields of a row, and the dictionary of each: the three times share one. */
const CODED = {
  run_id: 'run_id',
  definition: 'definition',
  quarter: 'quarter',
  asset_pair: 'asset_pair',
  action: 'action',
  decision_time: 'time',
  entry_time: 'time',
  exit_time: 'time',
  exit_reason: 'exit_reason',
  ai_provider_used: 'ai_provider_used',
  market_regime: 'market_regime',
  tags: 'tags',
  votes: 'votes',
  note: 'note',
} as const satisfies Partial<Record<keyof OutcomeRow, Dictionary>>;
type CodedField = keyof typeof CODED;
const CODED_FIELDS = Object.keys(CODED) as CodedField[];
/** The place of a file that was not listed. */
export const NOWHERE = -1;
/** The code of a file without a row. */
const NO_ROW = 0xffffffff;

/** Packs what was read of a folder's outcome files. */
export function encodeCache(files: readonly CachedFile[]): Buffer<ArrayBuffer> {
  const dictionaries = new Map<Dictionary, Map<unknown, { code: number; value: unknown }>>();
  for (const dictionary of Object.values(CODED)) dictionaries.set(dictionary, new Map());
  const codes = CODED_FIELDS.map((field) => {
    const dictionary = dictionaries.get(CODED[field]) ?? new Map();
    return Uint32Array.from(files, ({ row }) => {
      if (!row) return NO_ROW;
      const value = row[field];
      const key = typeof value === 'object' ? JSON.stringify(value) : value;
      const known = dictionary.get(key);
      if (known) return known.code;
      dictionary.set(key, { code: dictionary.size, value });
      return dictionary.size - 1;
    });
  });
  const numbers = NUMBERS.map((name) => Float64Array.from(files, (file) => numberOf(file, name)));
  const header = Object.fromEntries(
    [...dictionaries].map(([name, entries]) => [name, [...entries.values()].map(({ value }) => value)]),
  );
  const columns = [...numbers, ...codes].map(({ buffer }) => Buffer.from(buffer));
  const names = Buffer.from(files.map(({ name }) => name + END_OF_NAME).join(''));
  return packBlock(KIND, { count: files.length, ...header }, Buffer.concat([...columns, names]));
}

function numberOf({ row, ...stamp }: CachedFile, name: string): number {
  if (name === 'size' || name === 'changed' || name === 'inode' || name === 'place') return stamp[name];
  if (!row) return Number.NaN;
  if (name === 'pnl' || name === 'pnl_pct') return row[name];
  return row.features[name.slice('feature '.length)] ?? Number.NaN;
}

/** Unpacks a cache. @returns null for one that is damaged, torn or of another version: then files are read again. */
export function decodeCache(bytes: Buffer<ArrayBuffer>): CachedFile[] | null {
  const block = unpackBlock(KIND, bytes);
  const header = headerSchema.extend({ count: z.number().int().min(0) }).safeParse(block?.header);
  if (!block || !header.success || block.end !== bytes.length) return null;
  const { count, ...dictionaries } = header.data;
  const { buffer, byteOffset: numbersStart, byteLength } = block.payload;
  const codesStart = numbersStart + count * NUMBERS.length * FLOAT;
  const namesStart = codesStart + count * CODED_FIELDS.length * CODE;
  if (namesStart > numbersStart + byteLength) return null;
  const names = Buffer.from(buffer, namesStart, numbersStart + byteLength - namesStart)
    .toString('utf8')
    .split(END_OF_NAME);
  if (names.length !== count + 1 || names[count] !== '') return null;
  const numbers = NUMBERS.map(
    (_, index) => new Float64Array(buffer, numbersStart + index * count * FLOAT, count),
  );
  const coded = {} as Record<CodedField, Uint32Array>;
  for (const [index, field] of CODED_FIELDS.entries()) {
    const codes = new Uint32Array(buffer, codesStart + index * count * CODE, count);
    const { length } = dictionaries[CODED[field]];
    coded[field] = codes;
    if (!areCodes(codes, length, coded.run_id)) return null;
  }
  const [size, changed, inode, place, pnl, pnlPct, ...features] = numbers;
  const { run_id, definition, quarter, asset_pair, action, time, exit_reason, ai_provider_used } =
    dictionaries;
  const { market_regime, tags, votes, note } = dictionaries;
  const featuresAt = featuresIn(features);
  // Field by field, so that all rows have one shape: a hundred thousand are made in a few hundredths of a second.
  const rowAt = (index: number): OutcomeRow => ({
    decision_id: idOfOutcomeFile(names[index]) ?? names[index],
    run_id: run_id[coded.run_id[index]],
    definition: definition[coded.definition[index]],
    quarter: quarter[coded.quarter[index]],
    asset_pair: asset_pair[coded.asset_pair[index]],
    action: action[coded.action[index]],
    decision_time: time[coded.decision_time[index]],
    entry_time: time[coded.entry_time[index]],
    exit_time: time[coded.exit_time[index]],
    exit_reason: exit_reason[coded.exit_reason[index]],
    pnl: pnl[index],
    pnl_pct: pnlPct[index],
    ai_provider_used: ai_provider_used[coded.ai_provider_used[index]],
    market_regime: market_regime[coded.market_regime[index]],
    tags: tags[coded.tags[index]],
    votes: votes[coded.votes[index]],
    features: featuresAt(index),
    note: note[coded.note[index]],
  });
  const { run_id: runs } = coded;
  const files: CachedFile[] = new Array(count);
  for (let index = 0; index < count; index += 1)
    files[index] = {
      name: names[index],
      size: size[index],
      changed: changed[index],
      inode: inode[index],
      place: place[index],
      row: runs[index] === NO_ROW ? null : rowAt(index),
    };
  return files;
}

/** Whether each code is of an entry, or its file has no row. In a loop: there may be millions. */
function areCodes(codes: Uint32Array, entries: number, runs: Uint32Array): boolean {
  for (let file = 0; file < codes.length; file += 1)
    if (runs[file] === NO_ROW ? codes[file] !== NO_ROW : codes[file] >= entries) return false;
  return true;
}

/** Reads the features of one outcome after another out of their columns. */
function featuresIn(columns: readonly Float64Array[]): (index: number) => Record<string, number> {
  const column = {} as Record<SituationFeature, Float64Array>;
  for (const [at, feature] of SITUATION_FEATURES.entries()) column[feature] = columns[at];
  return (index) => {
    // Named one by one: so made, an object takes half the time and less memory than one that grows.
    const features: Record<SituationFeature, number> = {
      trend: column.trend[index],
      momentum_fast: column.momentum_fast[index],
      momentum_slow: column.momentum_slow[index],
      volatility: column.volatility[index],
      volatility_ratio: column.volatility_ratio[index],
      range_position: column.range_position[index],
      rsi: column.rsi[index],
      bollinger: column.bollinger[index],
      adx: column.adx[index],
    };
    for (const values of columns) if (Number.isNaN(values[index])) return knownOf(features);
    return features;
  };
}

/** An outcome's features are never NaN: that stands for a feature it does not have. */
function knownOf(features: Record<SituationFeature, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(features).filter(([, value]) => !Number.isNaN(value)));
}
