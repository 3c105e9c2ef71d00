/** The names in a value, at any depth, that are not snake_case. */
export function namesNotSnakeCase(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesNotSnakeCase);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [
    ...(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) ? [] : [name]),
    ...namesNotSnakeCase(part),
  ]);
}

/** The fields that a JSON schema names, at any depth, and that are not snake_case. */
export function fieldsNotSnakeCase(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldsNotSnakeCase);
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([keyword, part]) => {
    const fields = keyword === 'properties' ? Object.keys(Object(part)) : [];
    return [
      ...namesNotSnakeCase(Object.fromEntries(fields.map((field) => [field, null]))),
      ...(keyword === 'properties' ? Object.values(Object(part)) : [part]).flatMap(fieldsNotSnakeCase),
    ];
  });
}
