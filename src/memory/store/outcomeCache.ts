import { z } from 'zod';
import { type BlockKind, packBlock, unpackBlock } from '../../common/files/block';
import { SITUATION_FEATURES, type SituationFeature } from '../../market/situationFeatures';
import { outcomeSchema } from '../outcome';
import type { OutcomeRow } from '../outcomeRow';
import { ACTIONS, SIDES } from '../side';
import type { FileStamp } from './fileStamps';
import { idOfOutcomeFile } from './outcomeFileName';

/** An outcome file as it was read; `row` null for one of the Python engine's that cannot be converted. */
export interface CachedFile extends FileStamp {
  /** Name of the file. */
  readonly name: string;
  /** Index among the folder's outcome files as they were last listed, or NOWHERE. */
  readonly place: number;
  readonly row: OutcomeRow | null;
}

// One block. Its header has a dictionary for each field whose values repeat; its payload has a column of 64-bit floats for
// each of STAMPS, FIGURES and the situation's features, a column of 32-bit codes into its dictionary for each coded field,
// then the files' names with a NUL after each.
const KIND: BlockKind = { magic: 0x4d454d42, version: 6 };
const FLOAT = 8;
const CODE = 4;
const END_OF_NAME = '\0';

const STAMPS = ['size', 'changed', 'inode', 'place'] as const;
const FIGURES = ['decisionTime', 'entryTime', 'exitTime', 'pnl', 'pnlPct'] as const;
const NUMBERS = STAMPS.length + FIGURES.length + SITUATION_FEATURES.length;

const { shape } = outcomeSchema;
const headerSchema = z.object({
  run: z.array(shape.run_id),
  definition: z.array(shape.definition),
  quarter: z.array(shape.quarter),
  symbol: z.array(shape.asset_pair),
  side: z.array(z.enum(SIDES)),
  exitReason: z.array(shape.exit_reason),
  provider: z.array(shape.ai_provider_used),
  regime: z.array(shape.market_regime),
  tags: z.array(shape.tags),
  votes: z.array(z.array(z.object({ provider: z.string(), action: z.enum(ACTIONS) }))),
  note: z.array(shape.note.unwrap().shape.text.nullable()),
});
/** The fields of a row that are coded, each with a dictionary of its own. */
type CodedField = keyof z.infer<typeof headerSchema> & keyof OutcomeRow;
const CODED_FIELDS = Object.keys(headerSchema.shape) as CodedField[];
/** The place of a file that was not listed. */
export const NOWHERE = -1;
/** The code of a file without a row. */
const NO_ROW = 0xffffffff;

/** Packs what was read of a folder's outcome files. */
export function encodeCache(files: readonly CachedFile[]): Buffer<ArrayBuffer> {
  const header: Record<string, unknown[]> = {};
  const codes = CODED_FIELDS.map((field) => {
    const places = new Map<unknown, number>();
    const values: unknown[] = [];
    header[field] = values;
    return Uint32Array.from(files, ({ row }) => {
      if (!row) return NO_ROW;
      const value = row[field];
      const key = typeof value === 'object' ? JSON.stringify(value) : value;
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, values.length);
      return values.push(value) - 1;
    });
  });
  const column = (of: (file: CachedFile) => number | undefined) =>
    Float64Array.from(files, (file) => of(file) ?? Number.NaN);
  const numbers = [
    ...STAMPS.map((name) => column((file) => file[name])),
    ...FIGURES.map((name) => column(({ row }) => row?.[name])),
    ...SITUATION_FEATURES.map((feature) => column(({ row }) => row?.features[feature])),
  ];
  const columns = [...numbers, ...codes].map(({ buffer }) => Buffer.from(buffer));
  const names = Buffer.from(files.map(({ name }) => name + END_OF_NAME).join(''));
  return packBlock(KIND, { count: files.length, ...header }, Buffer.concat([...columns, names]));
}

/** Unpacks a cache. @returns null for one that is damaged, torn or of another version: then files are read again. */
export function decodeCache(bytes: Buffer<ArrayBuffer>): CachedFile[] | null {
  const block = unpackBlock(KIND, bytes);
  const header = headerSchema.extend({ count: z.number().int().min(0) }).safeParse(block?.header);
  if (!block || !header.success || block.end !== bytes.length) return null;
  const { count, ...dictionaries } = header.data;
  const { buffer, byteOffset: numbersStart, byteLength } = block.payload;
  const codesStart = numbersStart + count * NUMBERS * FLOAT;
  const namesStart = codesStart + count * CODED_FIELDS.length * CODE;
  if (namesStart > numbersStart + byteLength) return null;
  const names = Buffer.from(buffer, namesStart, numbersStart + byteLength - namesStart)
    .toString('utf8')
    .split(END_OF_NAME);
  if (names.length !== count + 1 || names[count] !== '') return null;
  const numbers = Array.from(
    { length: NUMBERS },
    (_, index) => new Float64Array(buffer, numbersStart + index * count * FLOAT, count),
  );
  const coded = {} as Record<CodedField, Uint32Array>;
  for (const [index, field] of CODED_FIELDS.entries()) {
    const codes = new Uint32Array(buffer, codesStart + index * count * CODE, count);
    coded[field] = codes;
    if (!areCodes(codes, dictionaries[field].length, coded.run)) return null;
  }
  const [size, changed, inode, place, decisionTime, entryTime, exitTime, pnl, pnlPct, ...features] = numbers;
  const { run, definition, quarter, symbol, side, exitReason, provider, regime, tags, votes, note } =
    dictionaries;
  const featuresAt = featuresIn(features);
  // Field by field, so that all rows have one shape: a hundred thousand are made in a few hundredths of a second.
  const rowAt = (index: number): OutcomeRow => ({
    id: idOfOutcomeFile(names[index]) ?? names[index],
    run: run[coded.run[index]],
    definition: definition[coded.definition[index]],
    quarter: quarter[coded.quarter[index]],
    symbol: symbol[coded.symbol[index]],
    side: side[coded.side[index]],
    decisionTime: decisionTime[index],
    entryTime: entryTime[index],
    exitTime: exitTime[index],
    exitReason: exitReason[coded.exitReason[index]],
    pnl: pnl[index],
    pnlPct: pnlPct[index],
    provider: provider[coded.provider[index]],
    regime: regime[coded.regime[index]],
    tags: tags[coded.tags[index]],
    votes: votes[coded.votes[index]],
    features: featuresAt(index),
    note: note[coded.note[index]],
  });
  const files: CachedFile[] = new Array(count);
  for (let index = 0; index < count; index += 1)
    files[index] = {
      name: names[index],
      size: size[index],
      changed: changed[index],
      inode: inode[index],
      place: place[index],
      row: coded.run[index] === NO_ROW ? null : rowAt(index),
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
