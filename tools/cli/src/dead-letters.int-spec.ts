import { eventually, TestKafka } from '@peaje/testing';
import { peaje, peajeJson } from './peaje.builders.js';

interface Letter {
  readonly id: string;
  readonly group: string;
  readonly key: string | null;
}

/** Records that nobody can read: they hold nobody up, so this spec has them to itself. */
describe('dead letters', () => {
  const kafka = new TestKafka();
  const key = `cli-${crypto.randomUUID()}`;
  let letters: readonly Letter[];

  beforeAll(async () => {
    await kafka.connect();
    await kafka.send('charges.decided', [{ key, value: `no JSON ${key}` }]);
    letters = await eventually('pos and sms list their dead letter', async () => {
      const found = await peajeJson<Letter[]>('dlq', 'list', '--parked-key', key);
      expect(found.map(({ group }) => group)).toEqual(['pos', 'sms']);
      return found;
    });
  });
  afterAll(async () => {
    for (const { id, group } of letters)
      await peaje('dlq', 'discard', id, '--group', group, '--reason', 'the spec is over');
    await kafka.disconnect();
  });

  const placeOf = ({ id }: Letter) => id.replace(/^(.+)-(\d+)-(\d+)$/, '$1/$2@$3');

  it('list: the shape that programs read, and a table', async () => {
    expect(letters[0]).toEqual({
      ...{ group: 'pos', id: expect.any(String), topic: 'charges.decided', key },
      ...{ partition: expect.any(Number), offset: expect.any(String), type: null },
      ...{ line: 'none', code: 'not-a-cloud-event', reason: expect.any(String), attempts: 1 },
      since: expect.any(String),
    });
    expect((await peaje('dlq', 'list')).stdout).toMatch(new RegExp(`^${placeOf(letters[0]!)} +pos `, 'm'));
  });

  it('show: two groups have it, so one has to be named', async () => {
    const place = placeOf(letters[0]!);
    const asked = await peaje('dlq', 'show', place);
    expect(asked).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/pos and sms both .*--group pos/s),
    });
    expect((await peaje('dlq', 'show', place, '--group', 'sms')).stdout).toContain(`value\n  no JSON ${key}`);
  });

  it('redrive: it fails again, so it ends with 1 and says the next step', async () => {
    const [pos] = letters;
    const args = ['dlq', 'redrive', '--id', placeOf(pos!), '--group', 'pos'];
    expect(await peaje(...args)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--reason'),
    });
    expect((await peaje(...args, '--dry-run')).stdout).toMatch(/would redrive/);
    const tried = await peaje(...args, '--reason', 'a try');
    expect(tried).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('peaje dlq discard') });
    expect(await peajeJson('dlq', 'show', placeOf(pos!), '--group', 'pos')).toMatchObject({ attempts: 2 });
  });

  it('what is not there: 1; what makes no sense: 2', async () => {
    expect((await peaje('dlq', 'show', 'charges.decided/0@999999999')).exitCode).toBe(1);
    expect((await peaje('dlq', 'redrive', '--code', 'no-such-code', '--reason', 'x')).exitCode).toBe(1);
    expect((await peaje('dlq', 'list', '--group', 'audit')).exitCode).toBe(2);
    expect((await peaje('dlq', 'redrive', '--reason', 'x')).stderr).toContain('--parked-key');
  });
});
