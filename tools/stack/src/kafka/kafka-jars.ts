import { execa } from 'execa';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { isDiskFull, StackError } from '../stack-error.js';
import { JVM_LOCALE } from './java.js';

const KAFKA_VERSION = '4.3.1';

/** The folder of the jars. It exists only when it has all of them. */
export function jarsDir(cacheDir: string): string {
  return join(cacheDir, `kafka-${KAFKA_VERSION}`);
}

/** True when the jars are in the cache, so that Maven is not needed. */
export async function hasJars(cacheDir: string): Promise<boolean> {
  const names = await readdir(jarsDir(cacheDir)).catch(() => []);
  return names.length > 0;
}

/**
 * Fetches the jars with Maven into another folder, then renames it. So the folder always has all jars, and two
 * processes may fetch at once. Maven's own settings apply, so mirrors and proxies work.
 * @throws StackError `kafka-jars-missing` with the errors of Maven.
 */
export async function fetchJars(cacheDir: string, pomFile: string): Promise<void> {
  const target = jarsDir(cacheDir);
  const parts = `${target}.${process.pid}.part`;
  await mkdir(cacheDir, { recursive: true });
  await rm(parts, { recursive: true, force: true });
  const args = ['-q', '-B', '-f', pomFile, 'dependency:copy-dependencies', `-DoutputDirectory=${parts}`];
  const { failed, stdout, stderr } = await execa('mvn', args, {
    reject: false,
    cwd: cacheDir,
    env: JVM_LOCALE,
  });
  if (failed) {
    await rm(parts, { recursive: true, force: true });
    const errors = `${stdout}\n${stderr}`
      .split('\n')
      .filter((line) => line.includes('ERROR'))
      .slice(0, 3);
    if (isDiskFull(new Error(errors.join(' ')))) throw new Error('no space left on device');
    throw new StackError(
      'kafka-jars-missing',
      `Maven could not fetch the Kafka jars:\n\n  ${errors.join('\n  ') || 'Maven printed no error'}`,
      "Check the network and Maven's settings (mvn -v shows its folder), then start again.",
    );
  }
  await rename(parts, target).catch(async (error: NodeJS.ErrnoException) => {
    await rm(parts, { recursive: true, force: true });
    if (!(await hasJars(cacheDir))) throw error;
  });
}

/** An explicit, sorted class path, because a class archive is only valid for the class path that made it. */
export async function classPath(cacheDir: string): Promise<string> {
  const dir = jarsDir(cacheDir);
  const names = (await readdir(dir)).filter((name) => name.endsWith('.jar')).sort();
  return names.map((name) => join(dir, name)).join(':');
}
