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
