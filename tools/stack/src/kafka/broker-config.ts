/** The ports of one broker of the cluster: for clients, and for the other controllers. */
export interface BrokerPorts {
  id: number;
  port: number;
  controllerPort: number;
}

/**
 * `fast` starts three times faster; `steady` answers 1.5 times as many requests when it is warm. Tests and
 * `npm start` use `fast`, benchmarks `steady`.
 */
export type BrokerFlags = 'fast' | 'steady';

/** Further settings of one broker. They override those of all brokers. */
export type BrokerExtras = (self: BrokerPorts) => Readonly<Record<string, string | number | boolean>>;

const HEAP = '256m';

/**
 * The settings of every broker of Peaje, as a process or in a container. After the death of a broker, the short
 * sessions and elections bring the time without a leader from about ten seconds down to three or four.
 */
export function brokerSettings(brokers: number): Record<string, string | number | boolean> {
  const replicas = Math.min(3, brokers);
  const inSync = replicas === 3 ? 2 : 1;
  return {
    'process.roles': 'broker,controller',
    'controller.listener.names': 'CONTROLLER',

    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'unclean.leader.election.enable': false,
    // Leaders do not move back after a failover: on one machine that is an interruption without a gain.
    'auto.leader.rebalance.enable': false,
    'offsets.retention.minutes': 525_600,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 4,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'group.initial.rebalance.delay.ms': 0,

    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    'controller.quorum.election.timeout.ms': 500,
    'controller.quorum.fetch.timeout.ms': 1_000,
    'replica.lag.time.max.ms': 5_000,

    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'num.recovery.threads.per.data.dir': 1,
    'log.cleaner.threads': 1,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
  };
}

/** The same as variables (`KAFKA_NODE_ID` …), from which the image apache/kafka makes its server.properties. Pure. */
export function brokerEnvironment(
  settings: Readonly<Record<string, string | number | boolean>>,
): Record<string, string> {
  const variable = (name: string): string => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`;
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [variable(name), String(value)]));
}

/** The server.properties of one combined broker and controller. */
export function renderBrokerConfig(
  self: BrokerPorts,
  all: readonly BrokerPorts[],
  dataDir: string,
  extras: BrokerExtras = () => ({}),
): string {
  const config = {
    'node.id': self.id,
    'controller.quorum.voters': all.map((one) => `${one.id}@127.0.0.1:${one.controllerPort}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${self.port},CONTROLLER://127.0.0.1:${self.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${self.port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': dataDir,
    ...brokerSettings(all.length),
    ...extras(self),
  };
  return Object.entries(config)
    .map(([key, value]) => `${key}=${inLatin1(String(value))}\n`)
    .join('');
}

/** Java reads .properties files as ISO 8859-1, and a backslash as an escape: `/home/pe\u00f1a`. */
function inLatin1(value: string): string {
  return value.replace(/[^ -[\]-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The arguments of `java` that all broker processes have in common. */
export function brokerJvmArgs(classPath: string, archive: string | null, flags: BrokerFlags): string[] {
  const speed =
    flags === 'fast'
      ? ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']
      : ['-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20'];
  return [
    `-Xms${HEAP}`,
    `-Xmx${HEAP}`,
    ...speed,
    ...(archive === null ? [] : [`-XX:SharedArchiveFile=${archive}`]),
    '-Xshare:auto',
    '-Djava.awt.headless=true',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
    '-cp',
    classPath,
  ];
}
