import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAnchor, writeAnchor } from './anchor-file.js';

const checkpointOf = (number: number, chain = 'charges.decided/0', hash = 'ab'.repeat(32)) => ({
  chain,
  number,
  previous: 'cd'.repeat(32),
  seq: number * 10,
  hash,
  keyId: '0123456789abcdef',
  signedAt: '2026-11-26T20:00:00.000Z',
  signature: 'c2lnbmF0dXJl',
});

describe('the file of an anchor', () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'peaje-anchor-'));
    file = join(dir, 'anchor.json');
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is replaced by later checkpoints, and the same ones are the same bytes', async () => {
    await writeAnchor(file, { checkpoints: [checkpointOf(1)] });
    await writeAnchor(file, { checkpoints: [checkpointOf(2), checkpointOf(1, 'charges.decided/1')] });
    const bytes = await readFile(file, 'utf8');
    await writeAnchor(file, await readAnchor(file));
    expect(await readFile(file, 'utf8')).toBe(bytes);
  });

  it.each([
    ['an earlier one', [checkpointOf(1)]],
    ['the same number with another head', [checkpointOf(2, undefined, 'cd'.repeat(32))]],
    ['a chain less', [checkpointOf(2, 'charges.decided/1')]],
  ])('stays as it is when it would get %s: it is the evidence', async (_, checkpoints) => {
    await writeAnchor(file, { checkpoints: [checkpointOf(2)] });
    const before = await readFile(file, 'utf8');
    await expect(writeAnchor(file, { checkpoints })).rejects.toThrow(/checkpoint 2 of charges.decided\/0/);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  it.each(['', '{}', '{"checkpoints":[]}', '{"checkpoints":[{"chain":"a/0","number":1}]}'])(
    'proves nothing as %j',
    async (text) => {
      await writeFile(file, text);
      await expect(readAnchor(file)).rejects.toThrow('is not an anchor');
    },
  );
});
