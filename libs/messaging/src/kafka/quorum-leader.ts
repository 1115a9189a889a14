import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import type { Admin } from 'kafkajs';

interface Encoder {
  writeUVarInt(value: number): Encoder;
  writeUVarIntString(text: string): Encoder;
  writeInt32(value: number): Encoder;
}
interface Decoder {
  readTaggedFields(): unknown;
  readUVarInt(): number;
  readUVarIntString(): string;
  readInt16(): number;
  readInt32(): number;
}
interface Broker {
  readonly connectionPool: { send(request: object): Promise<number | null> };
  metadata(topics?: string[]): Promise<unknown>;
}

const require = createRequire(import.meta.url);
const NewEncoder = require('kafkajs/src/protocol/encoder.js') as new () => Encoder;
const NewDecoder = require('kafkajs/src/protocol/decoder.js') as new (bytes: Buffer) => Decoder;
const { prototype: broker } = require('kafkajs/src/broker/index.js') as { prototype: Broker };

const NO_TAGS = 0;
/** A compact array of one. */
const ONE = 2;

/** DescribeQuorum, version 0, which kafkajs does not know. */
const describeQuorum = {
  request: {
    apiKey: 55,
    apiVersion: 0,
    apiName: 'DescribeQuorum',
    encode: () => {
      const topic = new NewEncoder()
        .writeUVarInt(NO_TAGS)
        .writeUVarInt(ONE)
        .writeUVarIntString('__cluster_metadata');
      const partition = topic.writeUVarInt(ONE).writeInt32(0).writeUVarInt(NO_TAGS);
      return Promise.resolve(partition.writeUVarInt(NO_TAGS).writeUVarInt(NO_TAGS));
    },
  },
  response: {
    decode: (bytes: Buffer) => Promise.resolve(leaderIn(new NewDecoder(bytes))),
    parse: (leader: number | null) => Promise.resolve(leader),
  },
  logResponseError: false,
};

function leaderIn(reply: Decoder): number | null {
  reply.readTaggedFields();
  if (reply.readInt16() !== 0 || reply.readUVarInt() !== ONE) return null;
  reply.readUVarIntString();
  if (reply.readUVarInt() !== ONE) return null;
  reply.readInt32();
  const error = reply.readInt16();
  const leader = reply.readInt32();
  return error === 0 && leader >= 0 ? leader : null;
}

const asked = new AsyncLocalStorage<{ leader: number | null }>();

const { metadata } = broker;
broker.metadata = async function (topics) {
  const reply = await metadata.call(this, topics);
  const answer = asked.getStore();
  if (answer) answer.leader = await this.connectionPool.send(describeQuorum).catch(() => null);
  return reply;
};

/**
 * What kafkajs's admin says of the cluster, and the active controller. Since KRaft the metadata name any broker as the
 * controller, and only the quorum knows the one that leads it. Null when nobody does, or this user may not ask.
 */
export async function withController<T>(
  admin: Admin,
  question: (admin: Admin) => Promise<T>,
): Promise<[T, number | null]> {
  const answer = { leader: null as number | null };
  const result = await asked.run(answer, () => question(admin));
  return [result, answer.leader];
}
