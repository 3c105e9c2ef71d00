import { z } from 'zod';
import { replySchema } from '../log/logEntry';
import { questionSchema } from '../question';

/** JSON schema, as far as our schemas use its keywords. */
const schemaSchema = z.object({
  $ref: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  get anyOf() {
    return z.array(schemaSchema).optional();
  },
  get items() {
    return z.union([z.literal(false), schemaSchema]).optional();
  },
  get prefixItems() {
    return z.array(schemaSchema).optional();
  },
  get properties() {
    return z.record(z.string(), schemaSchema).optional();
  },
  required: z.array(z.string()).default([]),
  get $defs() {
    return z.record(z.string(), schemaSchema).optional();
  },
});
/** JSON types with the same name in TypeScript. */
const PLAIN = ['string', 'number', 'null'];

const PROGRAM_TYPES = `/** A line that a program is given. \`error\` says what was wrong with the answer before, to the same request. */
export interface Question {
  readonly id: number;
  readonly request: Request;
  readonly error?: string;
}

/** A line that a program answers with: the reply, and the \`id\` of its question. Any other line is the program's own log. */
export interface Answer extends Reply {
  readonly id: number;
}
`;

type Schema = z.infer<typeof schemaSchema>;

/** The text of strategies/backtest-memory.d.ts: types of requests and replies, made from the schemas that check both. */
export function scriptTypings(): string {
  const request = schemaSchema.parse(z.toJSONSchema(questionSchema));
  const reply = schemaSchema.parse(z.toJSONSchema(replySchema, { io: 'input' }));
  const parts = Object.entries(request.$defs ?? {}).map(([name, schema]) => declaration(name, schema));
  return [
    '// Written by Backtest Memory (Write Script Typings). Changes are written over.',
    ...parts,
    declaration('Reply', reply),
    '/** What a script exports, as default or as `decide`. */\nexport type Decide = (request: Request) => Reply | Promise<Reply>;',
    PROGRAM_TYPES,
  ].join('\n\n');
}

function declaration(name: string, schema: Schema): string {
  const body = schema.properties
    ? `export interface ${name} ${fields(schema)}`
    : `export type ${name} = ${typeOf(schema)};`;
  return `${comment(schema, '')}${body}`;
}

function fields({ properties = {}, required }: Schema): string {
  const lines = Object.entries(properties).map(([name, schema]) => {
    const optional = required.includes(name) ? '' : '?';
    return `${comment(schema, '  ')}  readonly ${name}${optional}: ${typeOf(schema)};`;
  });
  return `{\n${lines.join('\n')}\n}`;
}

function comment({ description }: Schema, indent: string): string {
  return description === undefined ? '' : `${indent}/** ${description} */\n`;
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.replace('#/$defs/', '');
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.prefixItems) {
    const parts = schema.prefixItems.map((part) => `${part.title}: ${typeOf(part)}`);
    return `readonly [${parts.join(', ')}]`;
  }
  if (schema.items) return `readonly ${typeOf(schema.items)}[]`;
  const types = [schema.type ?? []].flat();
  if (types.length === 0 || !types.every((type) => PLAIN.includes(type)))
    throw new Error(`no type for ${JSON.stringify(schema)}`);
  return types.join(' | ');
}
