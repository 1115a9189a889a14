import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn } from './support/charges/callers.js';
import { seededCard } from './support/charges/cards.js';
import { entriesOf, noticesOf } from './support/services/downstream.js';

const BIN = join(import.meta.dirname, '../tools/cli/bin/peaje.js');
const TIMEOUT_MS = 180_000;
const BACK_WITHIN_MS = 90_000;

interface Process {
  readonly name: string;
  readonly state: string;
  readonly pid: number | null;
  readonly restarts: number;
}

interface Status {
  readonly services: Readonly<Record<string, readonly Process[]>>;
  readonly brokers: readonly Process[];
  readonly postgres: Process;
}

const run = promisify(execFile);

/** `peaje stack …`, as an operator types it. */
async function stack(...args: string[]): Promise<Status> {
  const { stdout } = await run(process.execPath, [BIN, 'stack', ...args, '--json']);
  return JSON.parse(stdout) as Status;
}

const sms = ({ services }: Status): Process => services['sms']![0]!;
const thirdBroker = ({ brokers }: Status): Process => brokers.find(({ name }) => name === 'kafka-3')!;

/** What was killed is there again: another process, and counted. */
const untilBack = (which: (status: Status) => Process, before: Process): Promise<void> =>
  eventually(
    `${before.name} is back`,
    async () => {
      const now = which(await stack('status'));
      expect(now.state).toBe('ready');
      // PostgreSQL once more while children of the old server still hold its memory.
      if (now.name === 'postgres') expect(now.restarts).toBeGreaterThan(before.restarts);
      else expect(now.restarts).toBe(before.restarts + 1);
      expect(now.pid).not.toBe(before.pid);
    },
    BACK_WITHIN_MS,
  );

describe('peaje stack', () => {
  afterAll(async () => {
    await stack('scale', 'sms', '1');
    await stack('start', 'sms');
    await stack('broker', 'start', '3');
    await eventually(
      'a purchase is approved',
      async () => {
        const { id, status } = chargeIn(await chargeAtTill({ token: seededCard(221).token, amountMinor: 1 }));
        expect(status).toBe('approved');
        await eventually('audit and sms have read of it', async () => {
          expect(await entriesOf(id)).toHaveLength(2);
          expect(await noticesOf(id)).toHaveLength(1);
        });
      },
      BACK_WITHIN_MS,
    );
  }, TIMEOUT_MS);

  it(
    'stop, start and restart a service',
    async () => {
      const running = sms(await stack('status'));

      expect(sms(await stack('stop', 'sms'))).toMatchObject({ state: 'stopped', pid: null });
      const started = sms(await stack('start', 'sms'));
      expect(started).toMatchObject({ state: 'ready', restarts: running.restarts });
      const restarted = sms(await stack('restart', 'sms'));

      expect(restarted.state).toBe('ready');
      expect(new Set([running.pid, started.pid, restarted.pid]).size).toBe(3);
    },
    TIMEOUT_MS,
  );

  it(
    'scale it, and kill one instance of two: it is brought back, the other untouched',
    async () => {
      const { services } = await stack('scale', 'sms', '2');
      expect(services['sms']!.map(({ name, state }) => [name, state])).toEqual([
        ['sms-1', 'ready'],
        ['sms-2', 'ready'],
      ]);
      const [first, second] = services['sms']!;

      await stack('kill', 'sms', '--instance', '2');

      await untilBack((status) => status.services['sms']![1]!, second!);
      expect(sms(await stack('status'))).toEqual(first);
      expect((await stack('scale', 'sms', '1')).services['sms']).toEqual([first]);
    },
    TIMEOUT_MS,
  );

  it('an instance that is not there is refused, with those that are', async () => {
    await expect(stack('kill', 'sms', '--instance', '9')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/sms has no instance 9[^]*sms-1/) as string,
    });
  });

  it(
    'stop, start and kill a broker',
    async () => {
      expect(thirdBroker(await stack('broker', 'stop', '3'))).toMatchObject({ state: 'stopped', pid: null });
      const started = thirdBroker(await stack('broker', 'start', '3'));
      expect(started.state).toBe('ready');

      await stack('broker', 'kill', '3');

      await untilBack(thirdBroker, started);
    },
    TIMEOUT_MS,
  );

  it(
    'kill the database server',
    async () => {
      const { postgres } = await stack('status');

      await stack('postgres', 'kill');

      await untilBack((status) => status.postgres, postgres);
    },
    TIMEOUT_MS,
  );
});
