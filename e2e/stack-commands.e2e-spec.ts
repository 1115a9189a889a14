import { eventually } from '@peaje/testing/outside';
import { chargeAtTill, chargeIn } from './support/charges/callers.js';
import { seededCard } from './support/charges/cards.js';
import { peaje, peajeJson } from './support/operator.js';
import { entriesOf, noticesOf } from './support/services/downstream.js';

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

const stack = (...args: string[]): Promise<Status> => peajeJson<Status>('stack', ...args);

const sms = ({ services }: Status): Process => services['sms']![0]!;
const thirdBroker = ({ brokers }: Status): Process => brokers.find(({ name }) => name === 'kafka-3')!;

/** The supervisor has replaced the killed process, and counted the restart. */
const untilBack = (which: (status: Status) => Process, before: Process): Promise<void> =>
  eventually(
    `${before.name} is back`,
    async () => {
      const now = which(await stack('status'));
      expect(now.state).toBe('ready');
      // PostgreSQL may restart once more, while children of the old server still hold its memory.
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
      'a shop charge is approved',
      async () => {
        const { id, status } = chargeIn(await chargeAtTill({ token: seededCard(221).token, amountMinor: 1 }));
        expect(status).toBe('approved');
        await eventually('audit and sms have read it', async () => {
          expect(await entriesOf(id)).toHaveLength(2);
          expect(await noticesOf(id)).toHaveLength(1);
        });
      },
      BACK_WITHIN_MS,
    );
  }, TIMEOUT_MS);

  it(
    'stops, starts and restarts a service',
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
    'scales a service, and kills one of its two instances, which is replaced while the other goes on',
    async () => {
      const { services } = await stack('scale', 'sms', '2');
      expect(services['sms']).toMatchObject([
        { name: 'sms-1', state: 'ready' },
        { name: 'sms-2', state: 'ready' },
      ]);
      const [first, second] = services['sms']!;

      await stack('kill', 'sms', '--instance', '2');

      await untilBack((status) => status.services['sms']![1]!, second!);
      expect(sms(await stack('status'))).toEqual(first);
      expect((await stack('scale', 'sms', '1')).services['sms']).toEqual([first]);
    },
    TIMEOUT_MS,
  );

  it(
    'says which process got which signal; it is gone, and never shown as ready',
    async () => {
      const before = sms(await stack('status'));

      const { exitCode, stdout } = await peaje('stack', 'kill', 'sms');
      const after = sms(await stack('status'));

      expect(exitCode).toBe(0);
      expect(stdout).toMatch(
        new RegExp(
          `^sms-1 \\(pid ${before.pid}\\) got SIGKILL: it is gone\\. The stack brings it back\\.\\n`,
        ),
      );
      expect(stdout).toContain('peaje logs sms');
      expect(after.pid === before.pid || after.state === 'ready').toBe(false);
      await untilBack(sms, before);
    },
    TIMEOUT_MS,
  );

  it(
    'doctor names a service that somebody stopped, and how to start it',
    async () => {
      await stack('stop', 'sms');

      const { exitCode, stdout } = await peaje('doctor');

      expect(exitCode).toBe(1);
      expect(stdout).toMatch(/unwell +sms-1: is stopped\n +→ Somebody stopped it\. peaje stack start sms\n/);
      await stack('start', 'sms');
    },
    TIMEOUT_MS,
  );

  it('refuses an instance that does not exist, and names those that do', async () => {
    expect(await peaje('stack', 'kill', 'sms', '--instance', '9')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/sms has no instance 9[^]*sms-1/),
    });
  });

  it(
    'stops, starts and kills a broker',
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
    'kills the database server',
    async () => {
      const { postgres } = await stack('status');

      await stack('postgres', 'kill');

      await untilBack((status) => status.postgres, postgres);
    },
    TIMEOUT_MS,
  );
});
