import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

type Direction = 'input' | 'output';

const withoutNames = ({ $schema: _, $id: __, ...schema }: JsonSchema): JsonSchema => schema;

/** One schema, for its writer (`input`) or its reader (`output`). */
export const jsonSchema = (schema: z.ZodType, io: Direction): JsonSchema =>
  withoutNames(z.toJSONSchema(schema, { io }) as JsonSchema);

/** Named schemas. One that contains another refers to it by its name. */
export function namedJsonSchemas(
  named: Readonly<Record<string, z.ZodType>>,
  io: Direction,
  uri: (name: string) => string,
): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, withoutNames(schema as JsonSchema)]),
  );
}
