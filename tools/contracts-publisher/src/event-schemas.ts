import { jsonSchema, topics, type JsonSchema } from '@peaje/contracts';

/** JSON Schema 2020-12 of the data of every event, by its type. Unknown fields pass: newer writers may add some. */
export const eventSchemas = (): Record<string, JsonSchema> =>
  Object.fromEntries(
    topics.flatMap(({ name, events }) =>
      Object.entries(events).map(([type, schema]) => [
        type,
        {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          $id: `https://peaje.dev/schemas/${type}.json`,
          title: type,
          description: `A record of the topic ${name}.`,
          ...jsonSchema(schema, 'input'),
        },
      ]),
    ),
  );
