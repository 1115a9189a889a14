// For kafkajs-patches.int-spec, as a process of its own: one that blocks its event loop cannot tell. Members leave one
// after the other, each just as one of its brokers goes away.
import { subscribe } from 'node:diagnostics_channel';
import { setTimeout as pause } from 'node:timers/promises';
import { KafkajsClient } from '@peaje/messaging';

const { BROKERS, GROUP, TOPIC } = process.env;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const brokers = BROKERS.split(',');
const client = new KafkajsClient({ clientId: 'leaving', brokers, logger: quiet });
let sockets = [];
subscribe('net.client.socket', ({ socket }) => sockets.push(socket));

const socketsTo = (broker) =>
  sockets.filter(({ remotePort, destroyed }) => !destroyed && remotePort === Number(broker.split(':')[1]));
/** kafkajs opens a second connection to a broker for its first fetch. */
const isFetching = () => brokers.every((broker) => socketsTo(broker).length >= 2);

for (const broker of brokers) {
  sockets = [];
  const member = client.createConsumer();
  member.start({ group: GROUP, topics: [TOPIC], onBatch: async () => undefined });
  while (!member.state().inGroup || !isFetching()) await pause(20);
  for (const socket of socketsTo(broker)) socket.emit('end'); // all that kafkajs sees of a broker's FIN
  await pause(10);
  await member.stop();
  process.stdout.write('left\n');
}
process.exit(0);
