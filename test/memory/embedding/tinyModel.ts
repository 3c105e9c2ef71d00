import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomNumbers } from '../../../src/common/randomNumbers';
import { onnxFile } from './onnxFile';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789$%.,-+:;()/'];
const WORDS =
  'long short buy sell stop loss profit trade entry exit trend up down volume won lost early late';
const VOCABULARY = [
  ...SPECIAL,
  ...LETTERS.flatMap((letter) => [letter, `##${letter}`]),
  ...WORDS.split(' '),
  '##ing',
];
const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'];

/** What a tiny model says of a text is arithmetic over these tables. */
export interface TinyModel {
  readonly width: number;
  /** Tokens, by their row in `words`. */
  readonly vocabulary: readonly string[];
  /** A row of `width` numbers for each token, and for each of two segments. */
  readonly words: Float32Array;
  readonly segments: Float32Array;
}

/**
 * Writes a model of sentences as those that are downloaded: ONNX and a BERT tokenizer, of some 100 KB. The vector of a token is its
 * row of `words` plus the first row of `segments`.
 * @param folder made where it is missing.
 */
export function writeTinyModel(folder: string, width = 384): TinyModel {
  const random = randomNumbers(7);
  const numbers = (rows: number, reach: number) =>
    Float32Array.from({ length: rows * width }, () => reach * (2 * random() - 1));
  const words = numbers(VOCABULARY.length, 1);
  const segments = numbers(2, 0.1);
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  const graph = {
    matrices: [
      { name: 'words', width, values: words },
      { name: 'segments', width, values: segments },
    ],
    nodes: [
      { operator: 'Gather', inputs: ['words', 'input_ids'], output: 'word' },
      { operator: 'Gather', inputs: ['segments', 'token_type_ids'], output: 'segment' },
      { operator: 'Add', inputs: ['word', 'segment'], output: 'last_hidden_state' },
    ],
    inputs: INPUTS,
    output: 'last_hidden_state',
    width,
  } as const;
  writeFileSync(join(folder, 'onnx/model.onnx'), onnxFile(graph));
  const content = (name: string, value: object) => writeFileSync(join(folder, name), JSON.stringify(value));
  content('config.json', {
    model_type: 'bert',
    architectures: ['BertModel'],
    hidden_size: width,
    vocab_size: VOCABULARY.length,
    num_hidden_layers: 0,
    num_attention_heads: 12,
    max_position_embeddings: 512,
    type_vocab_size: 2,
    pad_token_id: 0,
  });
  content('tokenizer_config.json', {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: true,
    model_max_length: 512,
    ...Object.fromEntries(SPECIAL.map((token) => [`${token.slice(1, -1).toLowerCase()}_token`, token])),
  });
  content('tokenizer.json', tokenizer());
  return { width, vocabulary: VOCABULARY, words, segments };
}

function tokenizer(): object {
  const id = (token: string) => VOCABULARY.indexOf(token);
  const special = (token: string, type: number) => ({ SpecialToken: { id: token, type_id: type } });
  const text = (name: 'A' | 'B', type: number) => ({ Sequence: { id: name, type_id: type } });
  const single = [special('[CLS]', 0), text('A', 0), special('[SEP]', 0)];
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: SPECIAL.map((content) => ({
      id: id(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, text('B', 1), special('[SEP]', 1)],
      special_tokens: Object.fromEntries(
        ['[CLS]', '[SEP]'].map((token) => [token, { id: token, ids: [id(token)], tokens: [token] }]),
      ),
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(VOCABULARY.map((token, index) => [token, index])),
    },
  };
}
