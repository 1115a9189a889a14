import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import type { Brokers, Infra } from './infra.js';
import type { BrokerPorts } from './kafka/broker-config.js';
import { findJava, JVM_LOCALE } from './kafka/java.js';
import { classPath } from './kafka/kafka-jars.js';
import { ownProcesses } from './own-processes.js';
import { REPOSITORY, stackPaths } from './paths.js';

/** For specs: a Kafka with TLS, authentication and ACLs (ADR 19). */

/** Runs a program that is a JVM or starts one. */
const run = (command: string, args: string[], env: NodeJS.ProcessEnv = process.env) =>
  promisify(execFile)(command, args, { env: { ...env, ...JVM_LOCALE } });
const CACHE = join(REPOSITORY, '.peaje/cache');
export const SERVICES = ['pos', 'debit', 'audit', 'sms', 'board'] as const;
type Service = (typeof SERVICES)[number];
/** Of Kafka: each service, and the reader of the course. */
export type User = Service | 'course';
const USERS: readonly User[] = [...SERVICES, 'course'];

/** The topics of the README's table of services, and the dead letter topics. */
export const WRITES: Readonly<Record<User, readonly string[]>> = {
  pos: [
    ...['charges.requested', 'passages.requested', 'operations.performed'],
    ...['charges.decided.pos.dlq', 'passages.decided.pos-passages.dlq', 'cards.pos.dlq'],
  ],
  debit: [
    ...['charges.decided', 'passages.decided', 'cards', 'holders', 'operations.performed'],
    ...['charges.requested.debit.dlq', 'passages.requested.debit-passages.dlq'],
  ],
  audit: [
    ...['audit.checkpoints', 'operations.performed', 'operations.performed.audit.dlq'],
    ...['charges', 'passages'].flatMap((of) => [`${of}.requested.audit.dlq`, `${of}.decided.audit.dlq`]),
  ],
  sms: ['operations.performed', 'charges.decided.sms.dlq', 'passages.decided.sms.dlq', 'holders.sms.dlq'],
  board: [],
  course: ['course.messages'],
};

const STORE_PASSWORD = 'changeit';
/** For JVMs that run for a second. */
const JAVA_FLAGS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const SCRAM = 'org.apache.kafka.common.security.scram.ScramLoginModule required;';

/** A free port: the one after the last that a stack with one broker takes of its block. */
const securedPort = ({ controllerPort }: BrokerPorts): number => controllerPort + 1;
const passwordOf = (user: string): string => `${user}-secret`;

/**
 * Services connect with TLS and SCRAM, each as a user of its own. The broker's authorizer enforces the ACLs of
 * contracts/kafka-permissions.sh. The stack and the spec use the plain port, where every client is an anonymous
 * superuser.
 */
export async function securedKafka(dataDir: string): Promise<Infra> {
  const files = join(dataDir, 'secured');
  const [keyStore, caFile] = [join(files, 'broker.p12'), join(files, 'ca.pem')];
  await mkdir(files, { recursive: true });
  const { command: java } = await findJava(false);
  await makeCertificate(java, keyStore, caFile);
  const brokerExtras = (self: BrokerPorts) => ({
    listeners:
      `PLAINTEXT://127.0.0.1:${self.port},CONTROLLER://127.0.0.1:${self.controllerPort},` +
      `SASL_SSL://127.0.0.1:${securedPort(self)}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${self.port},SASL_SSL://127.0.0.1:${securedPort(self)}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config': SCRAM,
    'ssl.keystore.location': keyStore,
    'ssl.keystore.password': STORE_PASSWORD,
    'ssl.keystore.type': 'PKCS12',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'super.users': 'User:ANONYMOUS',
  });
  const processes = await ownProcesses({ brokerExtras }, CACHE, stackPaths(dataDir), () => undefined);
  let secured = '';
  return {
    ...processes,
    async openBrokers(ports, onChange): Promise<Brokers> {
      const brokers = await processes.openBrokers(ports, onChange);
      const plain = `127.0.0.1:${ports[0]!.port}`;
      secured = `127.0.0.1:${securedPort(ports[0]!)}`;
      return {
        nodes: brokers.nodes,
        async start() {
          await brokers.start();
          const tool = [java, ...JAVA_FLAGS, '-cp', await classPath(CACHE)];
          await Promise.all([
            ...USERS.map((user) => addUser(tool, plain, user)),
            applyAcls(tool, plain, files),
          ]);
        },
        stop: () => brokers.stop(),
        abort: () => brokers.abort(),
      };
    },
    kafkaAccess: (service) => ({
      KAFKA_BROKERS: secured,
      KAFKA_TLS: 'true',
      KAFKA_CA_FILE: caFile,
      KAFKA_USERNAME: service,
      KAFKA_PASSWORD: passwordOf(service),
    }),
  };
}

/** Creates a self-signed certificate, which is its own certificate authority. */
async function makeCertificate(java: string, keyStore: string, caFile: string): Promise<void> {
  const keytool = java === 'java' ? 'keytool' : join(dirname(java), 'keytool');
  const store = ['-alias', 'broker', '-keystore', keyStore, '-storepass', STORE_PASSWORD];
  const subject = ['-dname', 'CN=broker', '-ext', 'san=ip:127.0.0.1', '-validity', '2'];
  await run(keytool, ['-genkeypair', '-keyalg', 'EC', '-storetype', 'PKCS12', ...subject, ...store]);
  await run(keytool, ['-exportcert', '-rfc', '-file', caFile, ...store]);
}

/** `tool` is the command line for a program of Kafka, up to the program's name. */
async function addUser(tool: readonly string[], bootstrap: string, user: string): Promise<void> {
  const [command, ...args] = tool;
  const credentials = `SCRAM-SHA-512=[password=${passwordOf(user)}]`;
  const alter = ['--alter', '--entity-type', 'users', '--entity-name', user, '--add-config', credentials];
  await run(command!, [...args, 'kafka.admin.ConfigCommand', '--bootstrap-server', bootstrap, ...alter]);
}

/** Runs the published script with Kafka's own tool. */
async function applyAcls(tool: readonly string[], bootstrap: string, files: string): Promise<void> {
  const acls = join(files, 'kafka-acls.sh');
  const words = [...tool, 'org.apache.kafka.tools.AclCommand'].map((word) => `'${word}'`);
  await writeFile(acls, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  await chmod(acls, 0o700);
  const env = { ...process.env, KAFKA_ACLS: acls };
  await run('sh', [join(REPOSITORY, 'contracts/kafka-permissions.sh'), bootstrap], env);
}
