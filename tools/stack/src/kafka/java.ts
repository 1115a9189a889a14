import { execa } from 'execa';
import { join } from 'node:path';

import { StackError } from '../stack-error.js';

const OLDEST_JAVA = 17;
const BOTH_WAYS =
  'Install them (Debian: apt install openjdk-17-jdk-headless maven; macOS: brew install openjdk maven),\n' +
  'or run everything in containers instead: docker compose up --wait';

/**
 * The locale of every JVM of the stack, Maven's too. A JVM decodes file names by its locale alone. Without one it
 * finds no jar under /home/peña.
 */
export const JVM_LOCALE = { LC_ALL: 'C.UTF-8' };

/** A Java that can run the brokers. */
export interface Java {
  command: string;
  /** The output of `java -version`. A class archive is only valid for the Java that made it. */
  version: string;
}

/**
 * Finds Java (JAVA_HOME first, then PATH), and Maven when the jars are not in the cache yet.
 * @throws StackError `java-missing`: one error that names all missing programs and both ways out.
 */
export async function findJava(needsMaven: boolean): Promise<Java> {
  const home = process.env['JAVA_HOME'];
  const candidates = [...(home ? [join(home, 'bin', 'java')] : []), 'java'];
  const [found, maven] = await Promise.all([firstJava(candidates), needsMaven ? hasMaven() : true]);
  const problems = javaProblems(found?.version ?? null, maven);
  if (problems.length > 0 || !found) {
    throw new StackError('java-missing', `The embedded Kafka needs ${problems.join(' and ')}.`, BOTH_WAYS);
  }
  return found;
}

/** The missing programs, as texts. Pure. */
export function javaProblems(version: string | null, maven: boolean): string[] {
  const problems: string[] = [];
  if (version === null) problems.push(`Java ${OLDEST_JAVA} or newer (none is installed)`);
  else if ((majorVersion(version) ?? 0) < OLDEST_JAVA) {
    problems.push(`Java ${OLDEST_JAVA} or newer (installed: ${version.split('\n')[0]?.trim()})`);
  }
  if (!maven) problems.push('Maven, once, to fetch the Kafka jars (it is not installed)');
  return problems;
}

/** 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`; null when the text has no version. */
export function majorVersion(text: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match?.[1] ? Number(match[1]) : null;
}

async function firstJava(commands: string[]): Promise<Java | null> {
  for (const command of commands) {
    const { failed, stderr } = await execa(command, ['-version'], { reject: false, env: JVM_LOCALE });
    if (!failed) return { command, version: stderr };
  }
  return null;
}

async function hasMaven(): Promise<boolean> {
  const { failed } = await execa('mvn', ['-v'], { reject: false, env: JVM_LOCALE });
  return !failed;
}
