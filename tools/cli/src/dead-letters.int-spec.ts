import { TestKafka } from '@peaje/testing';
import type { GroupDeadLetter } from './parking.js';
import { discardAll, lettersOf, peaje, peajeJson } from './peaje.builders.js';

/** These records are unreadable, so they park no key and disturb no other spec. */
describe('dead letters', () => {
  const kafka = new TestKafka();
  const key = `cli-${crypto.randomUUID()}`;
  let letters: readonly GroupDeadLetter[];

  beforeAll(async () => {
    await kafka.connect();
    await kafka.send('charges.decided', [{ key, value: `no JSON ${key}` }]);
    letters = await lettersOf(key);
  });
  afterAll(async () => {
    await discardAll(letters);
    await kafka.disconnect();
  });

  const positionOf = ({ id }: GroupDeadLetter) => id.replace(/^(.+)-(\d+)-(\d+)$/, '$1/$2@$3');

  it('list --json has the documented shape, and list prints a table', async () => {
    expect(letters[0]).toEqual({
      group: 'pos',
      id: expect.any(String),
      topic: 'charges.decided',
      key,
      partition: expect.any(Number),
      offset: expect.any(String),
      type: null,
      line: 'none',
      code: 'not-a-cloud-event',
      reason: expect.any(String),
      attempts: 1,
      since: expect.any(String),
    });
    expect((await peaje('dlq', 'list')).stdout).toMatch(new RegExp(`^${positionOf(letters[0]!)} +pos `, 'm'));
  });

  it('show needs --group when two groups have the dead letter', async () => {
    const position = positionOf(letters[0]!);
    const asked = await peaje('dlq', 'show', position);
    expect(asked).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/pos and sms both .*--group pos/s),
    });
    expect((await peaje('dlq', 'show', position, '--group', 'sms')).stdout).toContain(
      `value\n  no JSON ${key}`,
    );
  });

  it('redrive of a record that fails again ends with 1 and names the next step', async () => {
    const [pos] = letters;
    const args = ['dlq', 'redrive', '--id', positionOf(pos!), '--group', 'pos'];
    expect(await peaje(...args)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('--reason'),
    });
    expect((await peaje(...args, '--dry-run')).stdout).toMatch(/would redrive/);
    const tried = await peaje(...args, '--reason', 'a try');
    expect(tried).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('peaje dlq discard') });
    expect(await peajeJson('dlq', 'show', positionOf(pos!), '--group', 'pos')).toMatchObject({ attempts: 2 });
  });

  it('an unknown dead letter ends with 1, and a wrong command line with 2', async () => {
    expect((await peaje('dlq', 'show', 'charges.decided/0@999999999')).exitCode).toBe(1);
    expect((await peaje('dlq', 'redrive', '--code', 'no-such-code', '--reason', 'x')).exitCode).toBe(1);
    expect((await peaje('dlq', 'list', '--group', 'audit')).exitCode).toBe(2);
    expect((await peaje('dlq', 'redrive', '--reason', 'x')).stderr).toContain('--parked-key');
  });
});
