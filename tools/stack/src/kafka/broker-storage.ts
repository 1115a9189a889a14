import { execa } from 'execa';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import { exists } from '../paths.js';
import { StackError } from '../stack-error.js';
import { type Java, JVM_LOCALE } from './java.js';

const CLUSTER_FILE = 'kafka.json';
const clusterSchema = z.object({ clusterId: z.string(), brokers: z.number() });
type Cluster = z.infer<typeof clusterSchema>;

/**
 * The cluster of this data folder; a new one when the folder is empty.
 * @throws StackError `brokers-changed`: a quorum cannot change its size at a start.
 */
export async function openCluster(dataDir: string, brokers: number): Promise<Cluster> {
  const file = join(dataDir, CLUSTER_FILE);
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    const cluster = { clusterId: newKafkaId(), brokers };
    await mkdir(dataDir, { recursive: true });
    await writeFile(file, JSON.stringify(cluster));
    return cluster;
  }
  const cluster = clusterSchema.parse(JSON.parse(text));
  if (cluster.brokers === brokers) return cluster;
  throw new StackError(
    'brokers-changed',
    `PEAJE_BROKERS is ${brokers}, but the data in ${dataDir} is from a cluster of ${cluster.brokers}.`,
    `Start with PEAJE_BROKERS=${cluster.brokers} npm start, or remove the data: npm run reset`,
  );
}

/**
 * Formats an empty folder once with Kafka's own tool and keeps it in the cache. Each broker starts from a copy, which
 * takes milliseconds instead of a second.
 */
export async function ensureFormatTemplate(
  template: string,
  java: Java,
  jvmArgs: string[],
  renderConfig: (dataDir: string) => string,
): Promise<void> {
  if (await exists(template)) return;
  const parts = `${template}.${process.pid}.part`;
  await rm(parts, { recursive: true, force: true });
  await mkdir(parts, { recursive: true });
  const config = `${parts}.properties`;
  await writeFile(config, renderConfig(parts));
  const args = [...jvmArgs, 'kafka.tools.StorageTool', 'format', '-t', newKafkaId(), '-c', config];
  await execa(java.command, args, { env: JVM_LOCALE }).finally(() => rm(config, { force: true }));
  await rename(parts, template).catch(() => rm(parts, { recursive: true, force: true }));
}

/**
 * Copies the template to a broker's folder and gives the copy an id of its own. An existing folder stays unchanged.
 */
export async function ensureBrokerStorage(
  template: string,
  folder: string,
  brokerId: number,
  clusterId: string,
): Promise<void> {
  if (await exists(folder)) return;
  const parts = `${folder}.part`;
  await rm(parts, { recursive: true, force: true });
  await cp(template, parts, { recursive: true });
  await writeFile(join(parts, 'meta.properties'), renderMeta(brokerId, clusterId, newKafkaId()));
  await rename(parts, folder);
}

/** The ids in a broker's folder, as its meta.properties. Pure. */
export function renderMeta(brokerId: number, clusterId: string, directoryId: string): string {
  return `cluster.id=${clusterId}\ndirectory.id=${directoryId}\nnode.id=${brokerId}\nversion=1\n`;
}

/** 16 random bytes in 22 characters. As in Kafka, no id begins with "-": tools would read it as an option. */
function newKafkaId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newKafkaId() : id;
}
