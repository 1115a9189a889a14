import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { diskProblem } from './disk-space.js';
import { findJava, majorVersion } from './kafka/java.js';
import { hasJars } from './kafka/kafka-jars.js';
import { exists, REPOSITORY } from './paths.js';
import { findPostgres } from './postgres/postgres-binaries.js';
import { assertPortsFree } from './process/port-owner.js';
import { assertBuilt } from './services/service-catalogue.js';
import { describeError, StackError } from './stack-error.js';
import { optionsFromEnv, wantedServices } from './stack-options.js';
import { fixedPorts, wantedPorts } from './stack-ports.js';

/** What a look at one thing has found. */
export interface Finding {
  readonly subject: string;
  /** `note`: nothing is wrong, but somebody may want to know it. */
  readonly state: 'well' | 'unwell' | 'note';
  readonly detail: string;
  /** What to do about it; null when nothing is to be done. */
  readonly wayOut: string | null;
}

const NODE = 24;
/** Three brokers, PostgreSQL and the services take about 1.7 GiB. */
const NEEDED_TO_START = 2 * 1024 ** 3;
/** Below, the system begins to end processes. */
const NEEDED_TO_GO_ON = 256 * 1024 ** 2;

/** What `npm start` needs of this machine, each found out as `npm start` does. Never throws. */
export async function checkMachine(env: NodeJS.ProcessEnv, isRunning: boolean): Promise<Finding[]> {
  return Promise.all([
    nodeFinding(process.versions.node),
    look('Java', java),
    look('PostgreSQL', async () => `its programs are in ${dirname((await findPostgres()).postgres)}`),
    look('build', async () => {
      const services = wantedServices(optionsFromEnv(env).services);
      assertBuilt(services);
      return `${services.length} services are built`;
    }),
    look('disk', () => diskSpace(optionsFromEnv(env).dataDir)),
    memoryFinding(process.availableMemory(), isRunning),
    // A running stack has taken its ports itself.
    ...(isRunning ? [] : [look('ports', () => ports(env))]),
  ]);
}

/** Runs a check of `npm start`. Its error says what is wrong, and the way out. */
async function look(subject: string, check: () => Promise<string>): Promise<Finding> {
  try {
    return { subject, state: 'well', detail: await check(), wayOut: null };
  } catch (error) {
    const known = error instanceof StackError;
    return {
      subject,
      state: 'unwell',
      detail: known ? error.message : describeError(error),
      wayOut: known ? error.nextStep : 'Install what is missing: npm ci',
    };
  }
}

/** Pure. */
export function nodeFinding(version: string): Finding {
  const isNew = Number(version.split('.')[0]) >= NODE;
  return {
    subject: 'Node',
    state: isNew ? 'well' : 'unwell',
    detail: `v${version}`,
    wayOut: isNew ? null : `Peaje runs on Node ${NODE}: npm start finds or installs it.`,
  };
}

/** Pure. */
export function memoryFinding(availableBytes: number, isRunning: boolean): Finding {
  const needed = isRunning ? NEEDED_TO_GO_ON : NEEDED_TO_START;
  const isEnough = availableBytes >= needed;
  return {
    subject: 'memory',
    state: isEnough ? 'well' : 'unwell',
    detail: `${inGiB(availableBytes)} available${isEnough ? '' : `, ${inGiB(needed)} needed`}`,
    wayOut: isEnough ? null : 'End other programs, or start with one broker: PEAJE_BROKERS=1 npm start',
  };
}

async function java(): Promise<string> {
  const { command, version } = await findJava(!(await hasJars(join(REPOSITORY, '.peaje/cache'))));
  return `Java ${majorVersion(version) ?? 'of an unknown version'} (${command})`;
}

async function diskSpace(folder: string): Promise<string> {
  let existing = folder;
  while (!(await exists(existing)) && dirname(existing) !== existing) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  const problem = diskProblem(folder, bavail * bsize);
  if (problem) throw problem;
  return `${inGiB(bavail * bsize)} free for ${folder}`;
}

async function ports(env: NodeJS.ProcessEnv): Promise<string> {
  const { services, brokers, ports: kind } = optionsFromEnv(env);
  if (kind === 'random') return 'chosen at the start (PEAJE_PORTS=random)';
  const wanted = wantedPorts(fixedPorts(wantedServices(services), brokers, env));
  await assertPortsFree(wanted);
  return `${wanted.map(({ port }) => port).join(', ')} are free`;
}

const inGiB = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
