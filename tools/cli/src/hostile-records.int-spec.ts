import { TestKafka } from '@peaje/testing';
import type { GroupDeadLetter } from './parking.js';
import { discardAll, lettersOf, peaje, peajeJson } from './peaje.builders.js';

const HOSTILE = '\x1b]0;owned\x07\x1b[2J\u009b8m\u202e\r\n\t\x7f\u2028';
/** All that a terminal acts on, but the line breaks between our own lines. */
const UNPRINTABLE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;
const TOPIC = 'charges.decided';

describe('a record with escape sequences in its key, type, headers and value', () => {
  const kafka = new TestKafka();
  const name = `cli-${crypto.randomUUID()}`;
  const key = `${name}${HOSTILE}`;
  let letters: readonly GroupDeadLetter[] = [];

  beforeAll(async () => {
    await kafka.connect();
    await kafka.send(TOPIC, [
      { key, value: `${name}${HOSTILE}`, timestamp: '-1', headers: { ce_type: HOSTILE, [HOSTILE]: HOSTILE } },
    ]);
    letters = await lettersOf(key);
  });
  afterAll(async () => {
    await discardAll(letters);
    await kafka.disconnect();
  });

  it('peaje tail shows it on one line, escaped; its JSON has the same values', async () => {
    const args = ['tail', TOPIC, '--from-beginning', '--no-follow'];
    const { stdout } = await peaje(...args);
    expect(stdout).not.toMatch(UNPRINTABLE);
    const own = stdout.split('\n').filter((line) => line.includes(name));
    expect(own).toHaveLength(1);
    expect(own[0]).toContain('\\u001b]0;owned\\u0007\\u001b[2J\\u009b8m\\u202e\\r\\n\\t\\u007f\\u2028');
    const asJson = (await peaje(...args, '--json')).stdout;
    expect(asJson).not.toMatch(UNPRINTABLE);
    const records = asJson
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { key: string; headers: object });
    expect(records.find((record) => record.key === key)).toMatchObject({
      type: HOSTILE,
      value: key,
      headers: { ce_type: HOSTILE, [HOSTILE]: HOSTILE },
    });
  });

  it('peaje dlq shows it escaped; its JSON has the same values', async () => {
    const { id } = letters[0]!;
    for (const args of [
      ['list'],
      ['show', id, '--group', 'pos'],
      ['redrive', '--id', id, '--group', 'pos', '--dry-run'],
    ]) {
      const { stdout, stderr } = await peaje('dlq', ...args);
      expect(stdout).toContain(name);
      expect(stdout + stderr).not.toMatch(UNPRINTABLE);
      expect((await peaje('dlq', ...args, '--json')).stdout).not.toMatch(UNPRINTABLE);
    }
    expect(letters[0]!.key).toBe(key);
    expect(await peajeJson('dlq', 'show', id, '--group', 'pos')).toMatchObject({
      key,
      type: HOSTILE,
      value: key,
      recordedAt: '1969-12-31T23:59:59.999Z',
    });
  });

  it('an error with it is escaped, too', async () => {
    const { stderr } = await peaje('dlq', 'redrive', '--parked-key', key, '--reason', 'a try');
    expect(stderr).toContain(name);
    expect(stderr).not.toMatch(UNPRINTABLE);
  });
});
