import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@peaje/testing';
import { charged, peaje, peajeJson } from './peaje.builders.js';

describe('audit, notices, stack', () => {
  it('a chain is intact and agrees with its topic', async () => {
    const { id } = await charged();
    const { events } = await peajeJson<{ events: { audit?: { chain: string } }[] }>('watch', id);
    const chain = events.find(({ audit }) => audit)?.audit?.chain ?? '';
    const report = await peajeJson<{ ok: boolean; chains: object[] }>(
      'audit',
      'verify',
      '--chain',
      chain,
      '--reread',
    );
    expect(report).toMatchObject({ ok: true, chains: [{ chain, firstBreak: null, reread: { ok: true } }] });
    const { stdout } = await peaje('audit', 'verify', '--chain', chain);
    expect(stdout).toMatch(/intact\n\nThe record is intact: 1 chain, \d+ entr/);
  });

  it('notices of a charge', async () => {
    const { id } = await charged();
    await peaje('watch', id);
    expect(await peajeJson('notices', '--charge', id)).toMatchObject([
      { chargeId: id, template: 'approved' },
    ]);
    expect((await peaje('notices', '--charge', id)).stdout).toContain(id);
  });

  it('the processes', async () => {
    const { services } = await peajeJson<{ services: Record<string, object[]> }>('stack', 'status');
    expect(services['pos']?.[0]).toMatchObject({ name: 'pos-1', pid: expect.any(Number) });
    expect((await peaje('stack', 'status')).stdout).toMatch(
      /^process +state +pid +restarts +where\npos-1 +ready/,
    );
    expect(await peaje('stack', 'restart', 'nobody')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('no service nobody'),
    });
  });

  it('no group of a verification stays behind', async () => {
    await peaje('audit', 'verify', '--full');
    await eventually('no verifier is listed', async () => {
      const groups = await peajeJson<{ group: string }[]>('groups');
      expect(groups.filter(({ group }) => group.startsWith('audit.verifier.'))).toEqual([]);
    });
  });

  it('what a process has written', async () => {
    const { exitCode, stdout } = await peaje('logs', 'pos', '--lines', '5');
    expect({ exitCode, lines: stdout.trimEnd().split('\n').length }).toEqual({ exitCode: 0, lines: 5 });
    expect(await peaje('logs', 'nobody')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/no log of nobody[^]*postgres/),
    });
  });
});

describe('notices', () => {
  it('--max 1 is the newest, and there are older ones', async () => {
    const ids = [(await charged()).id, (await charged()).id];
    for (const id of ids) await peaje('watch', id);
    // Other suites charge at the same time. Ids of charges are in order of time.
    const newest = await peajeJson<{ chargeId: string }[]>('notices', '--max', '1');
    expect(newest).toHaveLength(1);
    expect(newest[0]!.chargeId >= ids[1]!).toBe(true);
    const shown = (await peajeJson<{ chargeId: string }[]>('notices')).map(({ chargeId }) => chargeId);
    expect(shown).toEqual(expect.arrayContaining(ids));
    expect(shown).toEqual(shown.toSorted());
    expect((await peaje('notices', '--max', '1')).stdout).toContain('There are older ones: --max 2');
  });
});

describe('errors', () => {
  it('without a stack the exit code is 69, and the error says how to start one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'peaje-cli-'));
    const result = await peaje('topics', '--stack', join(folder, 'stack.json'));
    await rm(folder, { recursive: true });
    expect(result).toMatchObject({ exitCode: 69, stderr: expect.stringContaining('npm start') });
  });
});

interface Findings {
  readonly ok: boolean;
  readonly findings: { subject: string; state: string; wayOut: string | null }[];
}

describe('doctor', () => {
  it('looks at the machine and at the stack, and everything that is unwell has a way out', async () => {
    const { exitCode, stdout } = await peaje('doctor', '--json');
    const { ok, findings } = JSON.parse(stdout) as Findings;
    expect(exitCode).toBe(ok ? 0 : 1);
    const subjects = findings.map(({ subject }) => subject).join(' ');
    for (const one of [
      'Node',
      'Java',
      'disk',
      'memory',
      'processes',
      'services',
      'brokers',
      'lag',
      'dead letters',
    ])
      expect(subjects).toContain(one);
    expect(findings.filter(({ state, wayOut }) => state === 'unwell' && !wayOut)).toEqual([]);
  });

  it('works without a stack, and says how to start one', async () => {
    const { stdout } = await peaje('doctor', '--json', '--stack', '/nowhere/stack.json');
    const { findings } = JSON.parse(stdout) as Findings;
    expect(findings).toContainEqual(
      expect.objectContaining({
        subject: 'stack',
        state: 'note',
        wayOut: expect.stringContaining('npm start'),
      }),
    );
    expect(findings.map(({ subject }) => subject)).toContain('ports');
  });
});
