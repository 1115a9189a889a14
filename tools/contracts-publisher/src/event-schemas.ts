import { jsonSchema, topics, type JsonSchema } from '@peaje/contracts';

/** JSON Schema 2020-12 of the data of every event, by its type. Unknown fields pass: newer writers may add some. */
export const eventSchemas = (): Record<string, JsonSchema> =>
  Object.fromEntries(
    topics.flatMap(({ events }) =>
      Object.entries(events).map(([type, schema]) => [
        type,
        {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          title: type,
          description: `A record of ${namesOf(topicsOf(type))}.`,
          ...jsonSchema(schema, 'input'),
        },
      ]),
    ),
  );

const topicsOf = (type: string): string[] =>
  topics.filter(({ events }) => Object.hasOwn(events, type)).map(({ name }) => name);

const namesOf = (names: readonly string[]): string =>
  names.length === 1 ? `the topic ${names[0]}` : `the topics ${names.join(' and ')}`;
