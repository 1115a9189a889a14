import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@peaje/testing';
import { charged, peaje, peajeJson, peajeUntil } from './peaje.builders.js';

describe('charge and toll', () => {
  it('a purchase is approved', async () => {
    expect(await charged()).toMatchObject({ status: 'approved', amount: { value: '7', currency: 'EUR' } });
  });

  it('prints the outcome and the next command', async () => {
    const { exitCode, stdout, stderr } = await peaje('charge', '--card', 'card_rich', '--amount', '0.07EUR');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /^approved, the money has moved\n0\.07 EUR {2}card_rich •••• 4242 .*\npeaje watch \S+\n$/,
    );
  });

  it('a decline is an outcome, so the exit code is 0', async () => {
    expect(await peaje('charge', '--card', 'card_poor', '--amount', '90000.00')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^declined: insufficient-funds/),
    });
  });

  it('a repeated key gets the same charge, and a passage does not wait', async () => {
    const passage = [
      'toll',
      '--card',
      'card_rich',
      '--amount',
      '3.90',
      '--passed-at',
      new Date().toISOString(),
    ];
    const key = ['--idempotency-key', crypto.randomUUID()];
    const first = await peajeJson<{ id: string }>(...passage, ...key);
    const again = await peaje(...passage, ...key);
    expect(again.stdout).toContain('an earlier request had this key');
    expect(again.stdout).toContain(first.id);
  });

  it('a refusal names its code and its field; of an unknown card, the demo cards', async () => {
    const { exitCode, stdout, stderr } = await peaje('charge', '--card', 'card_nobody', '--amount', '1.00');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('code unknown-card, field card.token, status 422');
    expect(stderr).toMatch(/The demo cards: card_rich, card_poor.*peaje cards/);
  });

  it('each demo card shows what peaje cards says', async () => {
    const cards = await peajeJson<{ token: string; shows: string }[]>('cards');
    expect(cards.map(({ token }) => token)).toContain('card_prepaid');
    for (const { token, shows } of cards) {
      const amount = shows.includes('above 5.00') ? '9000.00' : '0.07';
      const { stdout } = await peaje('charge', '--card', token, '--amount', amount);
      const [, reason] = /^declined.*: (\S+)$/.exec(shows) ?? [];
      expect(stdout).toMatch(reason ? new RegExp(`^declined: ${reason}`) : /^approved/);
    }
  });
});

describe('watch', () => {
  it('follows a purchase from the till to the text', async () => {
    const { id } = await charged();
    const { settled, events } = await peajeJson<{ settled: boolean; events: { by: string; what: string }[] }>(
      'watch',
      id,
    );
    expect(settled).toBe(true);
    const seen = events.map(({ by, what }) => `${by} ${what}`);
    const expected = [
      'pos stored',
      'kafka requested',
      'debit approved',
      'kafka approved',
      'pos told the till: approved',
      'sms text: approved',
    ];
    expect(seen.sort()).toEqual(expected.sort());
  });

  it('--last is the newest charge, of a shop or of a gate', async () => {
    const last = async () => (await peajeJson<{ charge: { id: string } }>('watch', '--last')).charge.id;
    const { id } = await charged();
    // Another spec may have made a newer one. Ids begin with their time.
    expect((await last()) >= id).toBe(true);
    const passage = ['--card', 'card_rich', '--amount', '0.03', '--passed-at', new Date().toISOString()];
    const toll = await peajeJson<{ id: string }>('toll', ...passage);
    expect((await last()) >= toll.id).toBe(true);
  });

  it('--follow shows each new charge once it is decided', async () => {
    const before = await charged();
    const following = peajeUntil('watch', '--follow', '--json');
    await following.until((_, stderr) => stderr.includes('Ctrl-C'));
    const made = [await charged(), await charged(), await charged()].map(({ id }) => id);
    await following.until((stdout) => made.every((id) => stdout.includes(id)));
    const { exitCode, stdout } = await following.interrupt();
    expect(exitCode).toBe(0);
    const ids = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids.filter((id) => made.includes(id))).toEqual(made);
    expect(ids).not.toContain(before.id);
  });

  it.each([
    [[], 'Which charge?'],
    [['--last', '--follow'], 'one of them'],
    [['abc'], 'abc is no charge id'],
  ])('%j is refused', async (args, text) => {
    const { exitCode, stdout, stderr } = await peaje('watch', ...args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it('shows a cancelled charge afterwards', async () => {
    const { id } = await charged();
    expect(await peajeJson('cancel', id)).toMatchObject({ status: 'cancelled', ledger: 'reversed' });
    const { exitCode, stdout } = await peaje('watch', id);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /requested +charges\.requested\/\d@\d+ +#\d+\n(.*\n)+.*reversed +charges\.decided\/\d@\d+ +#\d+/,
    );
  });

  it('nothing for a charge that nobody knows', async () => {
    expect(await peaje('watch', crypto.randomUUID())).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('code not-found'),
    });
  });
});

describe('slo', () => {
  it('the share of purchases in time, and the downtime that probes saw', async () => {
    await charged();
    type Slo = {
      purchases: { inTime: number; late: number; share: number };
      downtime: { services: { name: string; observedMs: number; share: number }[] };
    };
    const { purchases, downtime } = await peajeJson<Slo>('slo');
    expect(purchases.inTime).toBeGreaterThan(0);
    expect(purchases.share).toBeCloseTo(purchases.inTime / (purchases.inTime + purchases.late), 9);
    const pos = downtime.services.find(({ name }) => name === 'pos');
    expect(pos!.observedMs).toBeGreaterThan(0);
    const { stdout } = await peaje('slo', '--since', '1h');
    expect(stdout).toMatch(/^Purchases decided within their wait, since 2\S+ \S+Z\n\S+ % {2}\d+ of \d+, /);
    expect(stdout).toMatch(/\nservice +up +observed +down +outages +longest\n(.*\n)*pos +/);
    expect(stdout).toMatch(/99\.99 % +52\.6 min +4\.32 min/);
  });
});

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
