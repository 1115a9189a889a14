import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { newId } from '@peaje/kernel';
import { readStack, TestKafka } from '@peaje/testing';

const PROGRAM = join(import.meta.dirname, 'leaving-members.mjs');
const BROKERS = readStack().kafka.brokers;
const TOPIC = `left-${newId()}`;
const PATIENCE_MS = 60_000;

describe('the patched kafkajs, on real Kafka', () => {
  const kafka = new TestKafka();
  beforeAll(async () => {
    await kafka.connect();
    await kafka.createTopics([TOPIC], 6);
  });
  afterAll(() => kafka.disconnect());

  it('a member leaves also at the moment when one of its brokers goes away', async () => {
    const env = { PATH: process.env['PATH'], BROKERS: BROKERS.join(','), TOPIC, GROUP: `leaving-${newId()}` };
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, [PROGRAM], {
      env,
      stdio: [...stdio],
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    const left = text(child.stdout!);

    const [code] = (await once(child, 'exit')) as [number | null];

    expect({ code, left: await left }).toEqual({ code: 0, left: 'left\n'.repeat(BROKERS.length) });
  });
});
