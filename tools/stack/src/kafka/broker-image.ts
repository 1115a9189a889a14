import { createHash } from 'node:crypto';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { exists } from '../paths.js';
import { SupervisedProcess } from '../process/supervised-process.js';
import { whyPortIsSilent } from '../process/tcp-probe.js';
import { type BrokerFlags, brokerJvmArgs, type BrokerPorts, renderBrokerConfig } from './broker-config.js';
import { ensureBrokerStorage, ensureFormatTemplate } from './broker-storage.js';
import { type Java, JVM_LOCALE } from './java.js';
import { classPath, jarsDir } from './kafka-jars.js';

/** The files from which every broker on this machine starts. They are in the cache. */
export interface BrokerImage {
  java: Java;
  /** A formatted, empty folder. */
  template: string;
  jvmArgs: string[];
}

/**
 * Prepares the files for a fast start, once: the formatted template and an archive of the loaded classes (AppCDS).
 * The archive cuts the start of a broker from four seconds to one. Brokers start without it, too.
 */
export async function prepareBrokerImage(
  cacheDir: string,
  java: Java,
  flags: BrokerFlags,
  ports: BrokerPorts,
): Promise<BrokerImage> {
  const path = await classPath(cacheDir);
  const template = `${jarsDir(cacheDir)}-formatted`;
  const plain = brokerJvmArgs(path, null, flags);
  await ensureFormatTemplate(template, java, plain, (dir) => renderBrokerConfig(ports, [ports], dir));

  const key = createHash('sha256').update(`${java.version}\n${path}\n${flags}`).digest('hex').slice(0, 12);
  const archive = `${jarsDir(cacheDir)}-${key}.jsa`;
  if (!(await exists(archive)))
    await trainArchive(archive, cacheDir, { java, template, jvmArgs: plain }, ports);
  const usable = await exists(archive);
  return { java, template, jvmArgs: brokerJvmArgs(path, usable ? archive : null, flags) };
}

/** Runs a broker once, so that its JVM writes the loaded classes at its exit. */
async function trainArchive(
  archive: string,
  cacheDir: string,
  image: BrokerImage,
  ports: BrokerPorts,
): Promise<void> {
  const dir = await mkdtemp(join(cacheDir, 'training-'));
  const draft = join(dir, 'classes.jsa');
  const config = join(dir, 'server.properties');
  await ensureBrokerStorage(image.template, join(dir, 'data'), ports.id, 'AAAAAAAAAAAAAAAAAAAAAA');
  await writeFile(config, renderBrokerConfig(ports, [ports], join(dir, 'data')));
  const broker = new SupervisedProcess(
    {
      name: 'kafka-training',
      command: image.java.command,
      args: [`-XX:ArchiveClassesAtExit=${draft}`, ...image.jvmArgs, 'kafka.Kafka', config],
      cwd: dir,
      env: { PATH: process.env['PATH'] ?? '', ...JVM_LOCALE },
      logFile: join(dir, 'training.log'),
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 30_000,
      abortSignal: 'SIGKILL',
      whyNotReady: () => whyPortIsSilent(ports.port),
      readyTimeoutMs: 120_000,
    },
    () => undefined,
  );
  try {
    await broker.start();
    await broker.stop();
    await rename(draft, archive).catch(() => undefined);
  } finally {
    await broker.abort();
    await rm(dir, { recursive: true, force: true });
  }
}
