import { z } from 'zod';
import { definitionSchema } from './definition';

/** Keywords by which VS Code would judge a definition: we do that ourselves, in the words the CLI uses too. */
const JUDGING = [
  'required',
  'additionalProperties',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
  'format',
  'propertyNames',
  'type',
];

/**
 * The JSON schema that VS Code completes definitions with: names, hover texts, defaults and known values, but nothing
 * that would show a problem a second time.
 */
export function completionSchema(): object {
  return withoutJudgement(z.toJSONSchema(definitionSchema, { io: 'input', target: 'draft-7' })) as object;
}

function withoutJudgement(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutJudgement);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if (key === 'properties') {
      return [
        [
          key,
          Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutJudgement(inner)])),
        ],
      ];
    }
    if (key === 'enum') return [['examples', value]];
    if (key === 'type' && value === 'boolean') return [['examples', [true, false]]];
    if (key === 'description')
      return [
        ['markdownDescription', value],
        [key, value],
      ];
    return JUDGING.includes(key) ? [] : [[key, withoutJudgement(value)]];
  });
  return Object.fromEntries(entries);
}
