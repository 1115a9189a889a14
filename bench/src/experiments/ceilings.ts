import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { newId } from '@peaje/kernel';
import { consumePerSecond, producePerSecond } from '../ceilings/kafka-tools.js';
import { readWithoutWork } from '../ceilings/no-op.js';
import { load } from '../load/load.js';
import { PARTITIONS } from '../stack/bench-stack.js';
import { endProgram, forkProgram } from '../stack/programs.js';
import type { Bench } from './bench.js';
import type { Experiment } from './experiment.js';
import { fill } from './fill.js';
import { orderFor } from './purchases.js';

interface CeilingSample {
  readonly perSecond: number;
}

const CALLERS = 64;
const READ = 50_000;
const RECORDS = 100_000;

/** What each part can do alone, on the same brokers: no program made of these parts is faster. */
const CEILINGS: Readonly<Record<string, (bench: Bench) => Promise<number>>> = {
  'kafkajs, 64 callers: a record and its echo': echoes,
  'kafkajs: eachBatch that does nothing': async ({ topics }) => {
    const topic = await newTopic(topics);
    await fill(topics.brokers, topic, READ);
    return readWithoutWork(topics, topic, READ, `${topic}-reader`);
  },
  'Fastify, 64 callers: a constant answer': constantAnswers,
  'kafka-producer-perf-test, acks=all': async (bench) => producePerSecond(await toolTask(bench)),
  'kafka-consumer-perf-test': async (bench) => {
    const task = await toolTask(bench);
    await producePerSecond(task);
    return consumePerSecond(task);
  },
};

export const ceilings: Experiment<CeilingSample> = {
  name: 'ceilings',
  inQuick: false,
  arms: () => Object.keys(CEILINGS),
  rounds: ({ name }) => (name === 'quick' ? 1 : 3),
  async measure(bench, name) {
    await bench.stack.runOnly([]);
    const perSecond = await CEILINGS[name]!(bench);
    if (!(perSecond > 0)) throw new Error(`${name} printed no rate`);
    return { perSecond };
  },
};

async function newTopic(topics: Bench['topics']): Promise<string> {
  const topic = `bench.ceiling.${newId()}`;
  await topics.create([topic]);
  return topic;
}

async function toolTask({ stack, topics }: Bench) {
  const [brokerPid] = stack.processes()['kafka']!;
  return { brokerPid: brokerPid!, brokers: topics.brokers, topic: await newTopic(topics), records: RECORDS };
}

const programOf = (name: string, env: Readonly<Record<string, string>> = {}): ChildProcess =>
  forkProgram(join(import.meta.dirname, `../ceilings/${name}.js`), env);

async function echoes({ topics }: Bench): Promise<number> {
  const [requested, decided] = [await newTopic(topics), await newTopic(topics)];
  const env = {
    BROKERS: topics.brokers.join(','),
    DATABASE_URL: 'postgres://unused',
    REQUESTED: requested,
    PASSAGES: '',
    DECIDED: decided,
    GROUP: requested,
    PARTITIONS: String(PARTITIONS),
  };
  const worker = programOf('echo-worker', env);
  try {
    await once(worker, 'message');
    const [{ perSecond }] = (await once(programOf('echo-callers', env), 'message')) as [CeilingSample];
    return perSecond;
  } finally {
    await endProgram(worker);
  }
}

async function constantAnswers({ effort }: Bench): Promise<number> {
  const program = programOf('constant');
  try {
    const [{ url }] = (await once(program, 'message')) as [{ url: string }];
    return (await load(orderFor(url, { callers: CALLERS, seconds: effort.seconds }))).perSecond;
  } finally {
    await endProgram(program);
  }
}
