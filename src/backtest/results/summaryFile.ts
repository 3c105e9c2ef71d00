import { z } from 'zod';
import { legacySummary } from './legacySummary';
import { type RunSummary, SUMMARY_SHAPE, summarySchema } from './runSummary';

/** "finalEquity" as "final_equity": a name inside the code as run.json and other programs have it. */
export const snakeCase = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What a field is called on one side of the file. */
type Naming = (name: string) => string;
const own: Naming = (name) => name;

/** A summary as run.json and other programs have it: names in snake_case, fields in the schema's order. */
export function summaryJson(summary: RunSummary): object {
  return renamed(summarySchema.parse(summary), own, snakeCase);
}

/** A summary out of run.json, of version 0.1.0 too; what is no summary comes back as the schema's error. */
export function readSummary(json: unknown): z.ZodSafeParseResult<RunSummary> {
  const named = legacySummary(json) ?? renamed(json, snakeCase, own);
  return summarySchema.safeParse(named);
}

/** A summary with the fields that the schema knows under other names; the keys of records are data, and stay. */
function renamed(summary: unknown, from: Naming, to: Naming): object {
  const named = renamedBy(z.object(SUMMARY_SHAPE), summary, from, to);
  return typeof named === 'object' && named !== null ? named : {};
}

function renamedBy(schema: unknown, value: unknown, from: Naming, to: Naming): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (schema instanceof z.ZodNullable) return renamedBy(schema.unwrap(), value, from, to);
  if (schema instanceof z.ZodArray)
    return Array.isArray(value) ? value.map((one) => renamedBy(schema.element, one, from, to)) : value;
  if (schema instanceof z.ZodRecord)
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, renamedBy(schema.valueType, one, from, to)]),
    );
  if (!(schema instanceof z.ZodObject)) return value;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return Object.fromEntries(
    Object.entries(schema.shape).flatMap(([name, inner]) =>
      from(name) in fields ? [[to(name), renamedBy(inner, fields[from(name)], from, to)]] : [],
    ),
  );
}
