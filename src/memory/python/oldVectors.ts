import { z } from 'zod';
import { counted } from '../../common/format';
import { InputError } from '../../common/inputError';
import { readOldFile, readOldJson } from './oldFile';
import { readPickle } from './pickle/pickle';
import { NumpyArray, type PickleItem } from './pickle/pickleItems';
import { plainOf } from './pickle/pickleJson';

/** Largest file, MB: a thousand outcomes take 6 as pickle and 20 as JSON. */
const LARGEST = 256;
const REMEDY = 'Set the file aside, and import again; vectors are made anew from the outcomes';

/** A text that the Python engine embedded. */
export interface OldVector {
  readonly id: string;
  readonly text: string;
  /** The vector, of the same length for all texts of a file. */
  readonly values: Float64Array;
  /** Other facts about the text, of any shape. */
  readonly metadata: unknown;
}

const idsSchema = z.array(z.string());
const metadataSchema = z.record(
  z.string(),
  z.looseObject({ text: z.string(), metadata: z.unknown().optional() }),
);
const vectorsSchema = z.array(z.array(z.number()));

/** Reads vectors.pkl without running it. @throws InputError for a damaged file. */
export async function readPickledVectors(file: string): Promise<OldVector[]> {
  const content = readPickle(await readOldFile(file, LARGEST), file);
  if (!(content instanceof Map)) throw fault(file, 'it does not hold vectors, metadata and ids');
  const plain = (key: string) => plainOf(content.get(key) ?? null, file);
  return together(file, arraysOf(content.get('vectors'), file), plain('metadata'), plain('ids'));
}

/** Reads vectors.json of the later versions. @throws InputError for a damaged file. */
export async function readJsonVectors(file: string): Promise<OldVector[]> {
  const json = await readOldJson(file, LARGEST);
  // A vector with NaN has null in its place, and is refused below.
  const content = json.content as Record<string, unknown> | null;
  const vectors = vectorsSchema.safeParse(content?.vectors);
  if (!vectors.success) throw fault(file, 'its vectors are not lists of numbers');
  const arrays = vectors.data.map((vector) => Float64Array.from(vector));
  return together(file, arrays, content?.metadata, content?.ids);
}

function arraysOf(vectors: PickleItem | undefined, file: string): Float64Array[] {
  if (!Array.isArray(vectors)) throw fault(file, 'it has no list of vectors');
  return vectors.map((vector) => {
    if (!(vector instanceof NumpyArray && vector.shape.length === 1))
      throw fault(file, 'a vector is not an array of one dimension');
    return vector.values;
  });
}

function together(file: string, arrays: Float64Array[], metadata: unknown, ids: unknown): OldVector[] {
  const names = idsSchema.safeParse(ids);
  if (!names.success) throw fault(file, 'its ids are not a list of texts');
  const texts = metadataSchema.safeParse(metadata);
  if (!texts.success) throw fault(file, 'its metadata are not a text for each id');
  if (names.data.length !== arrays.length)
    throw fault(file, `it has ${counted(arrays.length, 'vector')} and ${counted(names.data.length, 'id')}`);
  const about = new Map(Object.entries(texts.data));
  return names.data.map((id, place) => {
    const values = arrays[place];
    if (values.length !== arrays[0].length)
      throw fault(file, `the vector of "${id}" is not as long as the first`);
    if (!values.every(Number.isFinite)) throw fault(file, `the vector of "${id}" holds what is not a number`);
    const said = about.get(id);
    if (!said) throw fault(file, `there is no text of "${id}"`);
    return { id, text: said.text, values, metadata: said.metadata };
  });
}

const fault = (file: string, problem: string) => new InputError({ file }, problem, REMEDY);
