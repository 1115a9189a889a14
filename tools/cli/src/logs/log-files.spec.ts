import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@peaje/testing';
import { follow, lastLines, logFilesOf } from './log-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peaje-logs-'));
  for (const name of ['debit-1', 'debit-10', 'debit-2', 'postgres', 'debit-1.previous'])
    await writeFile(join(folder, `${name}.log`), '');
});
afterEach(() => rm(folder, { recursive: true }));

describe('the logs of a service', () => {
  it.each([
    ['debit', ['debit-1', 'debit-2', 'debit-10']],
    ['debit-2', ['debit-2']],
    ['postgres', ['postgres']],
  ])('%s', async (wanted, processes) => {
    expect((await logFilesOf(folder, wanted)).map(({ process }) => process)).toEqual(processes);
  });

  it('that does not exist: the error names those that do', async () => {
    await expect(logFilesOf(folder, 'debt')).rejects.toMatchObject({
      exitCode: 1,
      message: 'There is no log of debt.',
      nextStep: 'These exist: debit-1, debit-2, debit-10, postgres.',
    });
    await expect(logFilesOf(join(folder, 'none'), 'debit')).rejects.toMatchObject({
      nextStep: expect.stringContaining('npm start'),
    });
  });
});

describe('one log', () => {
  const log = () => ({ process: 'debit-1', path: join(folder, 'debit-1.log') });

  it('ends with its last lines; one that is still being written is not one yet', async () => {
    await writeFile(log().path, 'one\ntwo ñ\nthree\nfo');
    expect(await lastLines(log(), 2)).toEqual({ lines: ['two ñ', 'three'], end: 17 });
    expect(await lastLines(log(), 0)).toEqual({ lines: [], end: 17 });
  });

  it('is followed: lines that come in parts, and a log that begins anew', async () => {
    await writeFile(log().path, 'one\ntw');
    const { end } = await lastLines(log(), 1);
    const seen: string[] = [];
    const over = new AbortController();
    const following = follow(log(), end, async (line) => void seen.push(line), over.signal);
    await appendFile(log().path, 'o ñ\nthree\n');
    await eventually('the lines were read', () => expect(seen).toEqual(['two ñ', 'three']));
    await rename(log().path, join(folder, 'debit-1.previous.log'));
    await writeFile(log().path, 'a new start\n');
    await eventually('the new log is read', () => expect(seen).toEqual(['two ñ', 'three', 'a new start']));
    over.abort();
    await following;
  });
});
