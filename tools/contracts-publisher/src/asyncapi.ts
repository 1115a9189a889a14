import {
  cloudEventAttributes,
  deadLetterTopic,
  jsonSchema,
  serviceOf,
  topics,
  writersOf,
  type JsonSchema,
  type TopicContract,
} from '@peaje/contracts';

/** The topics, their messages, and the services that send and receive them. */
export const asyncApi = (): JsonSchema => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Peaje',
    version: '1.0.0',
    description:
      'CloudEvents 1.0 in binary mode: attributes are `ce_*` headers, the value is the data as JSON. Id, time and ' +
      'value of an event come from the stored row, so an event that is resent has the same bytes.',
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
  const { properties, ...rest } = jsonSchema(cloudEventAttributes, 'input');
  const contentType = { type: 'string', const: 'application/json' };
  return { ...rest, properties: { ...(properties as object), 'content-type': contentType } };
};

const channelOf = ({ name, key, cleanup, groups, events }: TopicContract): JsonSchema => ({
  address: name,
  description: [
    `Key: \`${key}\`.`,
    cleanup === 'compact'
      ? 'Compacted: the newest record of a key is its state; a record without a value (a tombstone) ends it.'
      : 'Kept for ever.',
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
  'x-key': key,
  'x-groups': groups,
  'x-dead-letter-topics': groups.map((group) => deadLetterTopic(name, group)),
});

const messagesOf = ({ events, key }: TopicContract) =>
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
      bindings: { kafka: { key: { type: 'string', description: `The ${key} of the payload.` } } },
    },
  ]);

function operationsOf(topic: TopicContract) {
  const { name, groups, events } = topic;
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
    ...writersOf(topic).map((service) => operation(service, 'send', {})),
    ...groups.map((group) =>
      operation(serviceOf(group), 'receive', {
        bindings: { kafka: { groupId: { type: 'string', const: group } } },
      }),
    ),
  ];
}
