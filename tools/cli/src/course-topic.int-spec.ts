import { peaje, peajeJson } from './peaje.builders.js';

describe('a topic of the course', () => {
  const TOPIC = 'course.messages';
  type Produced = { partition: number; offset: string; key: string | null; value: string };
  const produce = (...args: string[]) => peajeJson<Produced[]>('produce', TOPIC, ...args);
  const tailed = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await peaje('tail', TOPIC, '--no-follow', '--json', ...args);
    if (exitCode !== 0) throw new Error(stderr);
    const lines = stdout.trim().split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Produced & { undecodable: unknown });
  };

  it('is there from the start, with two partitions', async () => {
    const [topic] = await peajeJson<{ partitions: number; layout: object[] }[]>('topics', TOPIC);
    expect(topic).toMatchObject({ topic: TOPIC, partitions: 2, leaderless: 0 });
    expect(topic!.layout).toMatchObject([
      { partition: 0, leader: expect.any(Number), first: 0 },
      { partition: 1, leader: expect.any(Number), first: 0 },
    ]);
    expect((await peaje('topics', TOPIC)).stdout).toMatch(
      /\npartition +leader +replicas +in sync +first +last\n +0 +broker \d/,
    );
  });

  it('takes messages: one key, one partition, in their order; tail shows them as texts', async () => {
    const key = `k-${crypto.randomUUID()}`;
    const produced = await produce('--key', key, '--value', 'M1', '--value', '007', '--value', '{"a":1}');
    expect(produced.map(({ value }) => value)).toEqual(['M1', '007', '{"a":1}']);
    expect(new Set(produced.map(({ partition }) => partition)).size).toBe(1);
    const first = Number(produced[0]!.offset);
    expect(produced.map(({ offset }) => Number(offset))).toEqual([first, first + 1, first + 2]);

    const { stdout } = await peaje('tail', TOPIC, '--no-follow', '--from-beginning', '--key', key);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/ +/).at(-1)),
    ).toEqual(['M1', '007', '{"a":1}']);
    for (const { undecodable } of await tailed('--from-beginning', '--key', key))
      expect(undecodable).toBeNull();
    const shown = await peaje('produce', TOPIC, '--value', 'M2', '--partition', '1');
    expect(shown.stdout).toMatch(/^M2 {2}course\.messages\/1@(\d+) {2}partition 1, offset \1\n$/);
  });

  it('is read from an offset, and since a time', async () => {
    const key = `k-${crypto.randomUUID()}`;
    const [one] = await produce('--key', key, '--value', 'one');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const [two] = await produce('--key', key, '--value', 'two');
    const partition = ['--partition', String(one!.partition)];
    const values = async (...args: string[]) => (await tailed(...args)).map(({ value }) => value);
    expect((await values('--offset', two!.offset, ...partition))[0]).toBe('two');
    expect((await values('--offset', one!.offset, ...partition)).slice(0, 1)).toEqual(['one']);
    expect(await values('--since', between, '--key', key)).toEqual(['two']);
    expect(await values('--since', '5m', '--key', key)).toEqual(['one', 'two']);
    expect(await tailed('--since', new Date(Date.now() + 60_000).toISOString())).toEqual([]);
  });

  it.each([
    [['produce', 'charges.requested', '--value', 'M1'], 'not a topic of the course'],
    [['produce', TOPIC, '--value', 'M1', '--partition', '9'], 'has the partitions 0 to 1'],
    [['produce', TOPIC, '--value', 'M1', '--partition', 'x'], '--partition x: must be'],
    [['tail', TOPIC, '--partition', '9'], 'has the partitions 0 to 1'],
    [['tail', TOPIC, '--offset', '999999999'], `${'course.messages'}/0 has `],
    [['tail', TOPIC, '--max', 'abc'], '--max abc: must be'],
    [['tail', TOPIC, '--since', 'soon'], '--since soon: must be'],
    [['tail', TOPIC, '--from-beginning', '--since', '5m'], 'leave it out'],
  ])('%j is refused before anything is printed or written', async (args, text) => {
    const { exitCode, stdout, stderr } = await peaje(...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('with a wrong name is guessed', async () => {
    const { exitCode, stdout, stderr } = await peaje('tail', 'course.mesages');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('Did you mean course.messages?');
  });
});
