import { execa } from 'execa';
import { join } from 'node:path';

import { StackError } from '../stack-error.js';

const OLDEST_JAVA = 17;
const BOTH_WAYS =
  'Install them (Debian: apt install openjdk-17-jdk-headless maven; macOS: brew install openjdk maven),\n' +
  'or run everything in containers instead: docker compose up --wait';

/**
 * The locale of every JVM that is started here, Maven's too. A JVM reads file names by its locale alone, and with
 * none it finds no jar under /home/peña.
 */
export const JVM_LOCALE = { LC_ALL: 'C.UTF-8' };

/** A Java that can run the brokers. */
export interface Java {
  command: string;
  /** What it says of itself; a class archive made by one is of no use to another. */
  version: string;
}

/**
 * Finds Java (JAVA_HOME first, then PATH), and Maven when the jars are still to be fetched.
 * @throws StackError `java-missing`: one error that names everything that is missing and both ways out.
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

/** What is missing, in words; empty when nothing is. Pure. */
export function javaProblems(version: string | null, maven: boolean): string[] {
  const problems: string[] = [];
  if (version === null) problems.push(`Java ${OLDEST_JAVA} or newer (there is none here)`);
  else if ((majorVersion(version) ?? 0) < OLDEST_JAVA) {
    problems.push(`Java ${OLDEST_JAVA} or newer (the one here is ${version.split('\n')[0]?.trim()})`);
  }
  if (!maven) problems.push('Maven, once, to fetch the Kafka jars (there is none here)');
  return problems;
}

/**
 * 17 of `openjdk version "17.0.15"`, 8 of `java version "1.8.0_402"`; null when it says nothing of the
 * kind.
 */
export function majorVersion(said: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(said);
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
