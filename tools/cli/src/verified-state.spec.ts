import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VerifiedState } from './verified-state.js';

const verified = {
  chain: 'charges.decided/0',
  number: 3,
  seq: 42,
  hash: 'ab'.repeat(32),
  partition: 1,
  offset: 7,
};

describe('the state of a verifier', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'peaje-state-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is kept, one file for each Kafka cluster, and only its owner may read it', async () => {
    const first = await VerifiedState.open(undefined, home, 'one');
    expect(first.of(verified.chain)).toBeUndefined();
    first.note(verified);
    await first.save();
    expect((await VerifiedState.open(undefined, home, 'one')).of(verified.chain)).toEqual(verified);
    expect((await VerifiedState.open(undefined, home, 'two')).chains).toEqual([]);
    expect((await stat(first.file)).mode & 0o777).toBe(0o600);
  });

  it('of another cluster is refused', async () => {
    const file = join(home, 'own.json');
    await (await VerifiedState.open(file, home, 'one')).save();
    await expect(VerifiedState.open(file, home, 'two')).rejects.toThrow('another Kafka cluster');
  });

  it('that is cut or changed by hand is refused, never taken for none', async () => {
    const file = join(home, 'own.json');
    const state = await VerifiedState.open(file, home, 'one');
    state.note(verified);
    await state.save();
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -9));
    await expect(VerifiedState.open(file, home, 'one')).rejects.toThrow('is not a state');
  });
});
