import { deadLetterTopic, topics } from '../catalogue.js';
import { attributes } from '../envelope.js';
import type { TopicContract } from '../topic.js';
import { jsonSchema, type JsonSchema } from './json-schema.js';
import { WRITTEN } from './written.js';

/** The topics, the messages in them, and who sends and receives them. */
export const asyncApi = (): JsonSchema => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Peaje',
    version: '1.0.0',
    description:
      'CloudEvents 1.0 in binary mode: attributes are `ce_*` headers, the value is the data as JSON. Id, time and ' +
      'value of an event come from the stored row: an event sent again is byte for byte the same event.',
    license: { name: 'MIT' },
  },
  defaultContentType: 'application/json',
  servers: { local: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'What `npm start` runs.' } },
  channels: Object.fromEntries(topics.map((topic) => [topic.name, channelOf(topic)])),
  operations: Object.fromEntries(topics.flatMap(operationsOf)),
  components: {
    messages: Object.fromEntries(topics.flatMap(messagesOf)),
    schemas: { CloudEventHeaders: headers() },
  },
});

const headers = (): JsonSchema => {
  const { properties, ...rest } = jsonSchema(attributes, 'input');
  const contentType = { type: 'string', const: 'application/json' };
  return { ...rest, properties: { ...(properties as object), 'content-type': contentType } };
};

const channelOf = ({ name, cleanup, groups, events }: TopicContract): JsonSchema => ({
  address: name,
  description: [
    `Key: \`${WRITTEN[name]!.key}\`.`,
    cleanup === 'compact'
      ? 'Compacted: the newest record of a key is its state, none (a tombstone) is its end.'
      : 'Kept.',
    groups.length > 0 ? `Groups: ${groups.join(', ')}.` : 'No durable group.',
  ].join(' '),
  messages: Object.fromEntries(
    Object.keys(events).map((type) => [type, { $ref: `#/components/messages/${type}` }]),
  ),
  bindings: {
    kafka: {
      topic: name,
      topicConfiguration: { 'cleanup.policy': [cleanup === 'compact' ? 'compact' : 'delete'] },
    },
  },
  'x-key': WRITTEN[name]!.key,
  'x-groups': groups,
  'x-dead-letter-topics': groups.map((group) => deadLetterTopic(name, group)),
});

const messagesOf = ({ events, name }: TopicContract) =>
  Object.entries(events).map(([type, schema]) => [
    type,
    {
      name: type,
      contentType: 'application/json',
      headers: {
        allOf: [
          { $ref: '#/components/schemas/CloudEventHeaders' },
          { type: 'object', properties: { ce_type: { const: type } } },
        ],
      },
      payload: jsonSchema(schema, 'input'),
      bindings: {
        kafka: { key: { type: 'string', description: `The ${WRITTEN[name]!.key} of the payload.` } },
      },
    },
  ]);

function operationsOf({ name, groups, events }: TopicContract) {
  const operation = (service: string, action: 'send' | 'receive', bindings: JsonSchema) => [
    `${service}.${action}.${name}`,
    {
      action,
      title: `${service} ${action === 'send' ? 'writes' : 'reads'} ${name}`,
      channel: { $ref: `#/channels/${name}` },
      messages: Object.keys(events).map((type) => ({ $ref: `#/channels/${name}/messages/${type}` })),
      ...bindings,
    },
  ];
  return [
    ...WRITTEN[name]!.by.map((service) => operation(service, 'send', {})),
    ...groups.map((group) =>
      operation(group, 'receive', { bindings: { kafka: { groupId: { type: 'string', const: group } } } }),
    ),
  ];
}
