import { setTimeout as delay } from 'node:timers/promises';
import { groupsOf, parkingServices, serviceNames, topics } from '@peaje/contracts';
import { controlClient, type Finding, type StackStatus } from '@peaje/stack';
import { CliError } from '../cli-error.js';
import { deadLettersOf, parkedKeysOf } from '../parking.js';
import { count } from '../render/count.js';
import type { Session } from '../session.js';
import { whyNotReady } from './readiness.js';

/** A group that is behind gets this long to come closer. */
const CLOSER_WITHIN_MS = 1_000;

const well = (subject: string, detail: string): Finding => ({ subject, state: 'well', detail, wayOut: null });
const unwell = (subject: string, detail: string, wayOut: string): Finding => ({
  subject,
  state: 'unwell',
  detail,
  wayOut,
});

/** What is unwell in a running stack, from the processes up to the records that wait for an operator. Never throws. */
export async function stackFindings(session: Session): Promise<Finding[]> {
  const found = await Promise.all([
    look('processes', () => processes(session)),
    look('services', () => services(session)),
    look('brokers', () => brokers(session)),
    look('lag', () => lag(session)),
    look('parked keys', () => parkedKeys(session)),
    look('dead letters', () => deadLetters(session)),
  ]);
  return found.flat();
}

/** A look that fails is unwell itself: something does not answer. */
async function look(subject: string, find: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await find();
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const wayOut = error instanceof CliError ? error.nextStep : undefined;
    return [unwell(subject, detail, String(wayOut ?? 'peaje stack status shows the processes.'))];
  }
}

async function processes({ info, stackFile }: Session): Promise<Finding[]> {
  let status: StackStatus;
  try {
    status = await controlClient(info).status();
  } catch {
    const left = `${stackFile} names a stack that does not answer (process ${info.control.pid})`;
    return [unwell('stack', left, 'Start it again: npm start. It ends what is left of the one before.')];
  }
  const all = [...Object.values(status.services).flat(), ...status.brokers, status.postgres];
  const notReady = all.filter(({ state }) => state !== 'ready');
  if (notReady.length === 0) return [well('processes', `${all.length} are ready`)];
  return notReady.map(({ name, state }) =>
    unwell(
      name,
      `is ${state}`,
      state === 'stopped' ? `Somebody stopped it. ${startOf(name)}` : `peaje logs ${name} says why.`,
    ),
  );
}

function startOf(name: string): string {
  if (name === 'postgres') return 'peaje stack postgres start';
  if (name.startsWith('kafka-')) return `peaje stack broker start ${name.slice('kafka-'.length)}`;
  return `peaje stack start ${name.replace(/-\d+$/, '')}`;
}

/** Each instance says itself whether it can do its job: its database is part of that. */
async function services({ info }: Session): Promise<Finding[]> {
  const instances = Object.entries(info.services).flatMap(([name, its]) =>
    its.map(({ url }, at) => ({ name: `${name}-${at + 1}`, url })),
  );
  const reasons = await Promise.all(
    instances.map(async (one) => ({ ...one, why: await whyNotReady(one.url) })),
  );
  const notReady = reasons.filter(({ why }) => why !== null);
  if (notReady.length === 0)
    return [well('services', `${instances.length} answer that they are ready, with their databases`)];
  return notReady.map(({ name, url, why }) =>
    unwell(name, `${why} (${url})`, `peaje logs ${name}, peaje stack status`),
  );
}

async function brokers({ kafka, info }: Session): Promise<Finding[]> {
  const cluster = await kafka.ask((admin) => admin.describeCluster());
  const names = await kafka.topics();
  const { topics: described } = await kafka.ask((admin) => admin.fetchTopicMetadata({ topics: names }));
  const findings: Finding[] = [];
  const alive = new Set(cluster.brokers.map(({ nodeId }) => nodeId));
  for (const { id } of info.kafka.nodes.filter((node) => !alive.has(node.id)))
    findings.push(
      unwell(
        `kafka-${id}`,
        'is not in the cluster',
        `peaje stack broker start ${id}, peaje logs kafka-${id}`,
      ),
    );
  const partitions = described.flatMap(({ partitions: its }) => its);
  const leaderless = partitions.filter(({ leader }) => leader < 0).length;
  const behind = partitions.filter(({ replicas, isr }) => isr.length < replicas.length).length;
  if (leaderless > 0)
    findings.push(
      unwell(
        'partitions',
        `${count(leaderless, 'partition')} without leader`,
        'docs/runbooks/broker-gone.md',
      ),
    );
  if (behind > 0)
    findings.push(
      unwell(
        'replicas',
        `${count(behind, 'partition')} with a replica that is not in sync`,
        'peaje topics shows which.',
      ),
    );
  const missing = topics.filter(({ name }) => !names.includes(name)).map(({ name }) => name);
  if (missing.length > 0)
    findings.push(
      unwell('topics', `${missing.join(', ')} missing`, 'Start the stack again: npm start makes them.'),
    );
  if (findings.length > 0) return findings;
  return [well('brokers', `${alive.size} answer; ${count(partitions.length, 'partition')}, all in sync`)];
}

/** Being behind is unwell only when a group does not come closer. */
async function lag({ kafka }: Session): Promise<Finding[]> {
  const before = await lagOfGroups(kafka);
  const behind = [...before].filter(([, records]) => records > 0n);
  if (behind.length === 0) return [well('lag', `${before.size} groups have read everything`)];
  await delay(CLOSER_WITHIN_MS);
  const now = await lagOfGroups(kafka);
  const stuck = behind.filter(([group, records]) => (now.get(group) ?? 0n) >= records);
  if (stuck.length === 0)
    return [well('lag', `${behind.map(([group]) => group).join(', ')} are catching up`)];
  return stuck.map(([group, records]) =>
    unwell(
      `lag of ${group}`,
      `${records} records, and it does not come closer`,
      `peaje groups ${group}, then docs/runbooks/lag-grows.md`,
    ),
  );
}

async function lagOfGroups(kafka: Session['kafka']): Promise<Map<string, bigint>> {
  const existing = new Set(await kafka.topics());
  const lags = new Map<string, bigint>();
  for (const group of serviceNames.flatMap(groupsOf)) {
    const read = topics.filter(({ name, groups }) => groups.includes(group) && existing.has(name));
    if (read.length === 0) continue;
    const committed = await kafka.committed(group);
    let behind = 0n;
    for (const { name } of read)
      for (const { partition, low, high } of await kafka.ends(name))
        behind += high - (committed.get(`${name}/${partition}`) ?? low);
    lags.set(group, behind);
  }
  return lags;
}

async function parkedKeys(session: Session): Promise<Finding[]> {
  const keys = await parkedKeysOf(session, undefined);
  if (keys.length === 0) return [well('parked keys', `none in ${parkingServices.join(', ')}`)];
  const codes = [...new Set(keys.map(({ head }) => head.code))].join(', ');
  return [
    unwell(
      'parked keys',
      `${count(keys.length, 'key')} wait for an operator: ${codes}`,
      'peaje dlq keys, then docs/runbooks/dead-letters.md',
    ),
  ];
}

async function deadLetters(session: Session): Promise<Finding[]> {
  const letters = (await deadLettersOf(session, undefined, {})).filter(({ line }) => line !== 'behind');
  if (letters.length === 0) return [well('dead letters', 'none')];
  return [
    unwell(
      'dead letters',
      `${count(letters.length, 'record')} could not be handled`,
      'peaje dlq list, then redrive or discard each.',
    ),
  ];
}

/** For a machine on which none runs: that is no illness. */
export const noStack = (error: unknown): Finding => ({
  subject: 'stack',
  state: 'note',
  detail: error instanceof CliError ? error.message : String(error),
  wayOut: error instanceof CliError ? String(error.nextStep) : 'Start one: npm start',
});
